import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { EMPTY, link } from "../../../src/audit/chain.ts";
import { auditRecordText } from "../../../src/cli/render/audit.ts";
import { styleOf } from "../../../src/cli/render/style.ts";

const STYLE = styleOf(Object.assign(new PassThrough(), { columns: 100 }), {}, { color: false });

const BODY = {
  type: "certificate",
  partner: "acme",
  finishedAt: "2026-01-01T00:00:09.000Z",
  options: { data: "keep" },
  calls: [],
  proof: {
    refused: [
      {
        title: "list the own root",
        actor: "heldSftp",
        held: true,
        stage: "dead",
        lastServed: "2026-01-01T00:00:03.500Z",
        firstRefused: "2026-01-01T00:00:03.900Z",
        lastRefused: "2026-01-01T00:00:06.100Z",
        attempts: 7,
        consecutive: 5,
        overMs: 2_000,
      },
    ],
    absent: [
      { resource: "role", title: "IAM role vendor-acme", test: false },
      { resource: "canary", title: "S3 object canary", test: true },
    ],
    waiting: [{ title: "Secret vendor/acme/connection", days: 30, until: "2026-01-31T00:00:04.000Z" }],
  },
};

test("a certificate tells an auditor what was removed, how that is known, what waits and what became of the data", () => {
  const text = auditRecordText(link(EMPTY, "2026-01-01T00:00:09.000Z", BODY), STYLE);
  for (const part of [
    "the access of acme is dead",
    "What was removed (1)\n  IAM role vendor-acme\n",
    "kept open since:\n  ✓ list the own root · held SFTP (dead)",
    "served for the last time at   2026-01-01 00:00:03 UTC",
    "refused still at              2026-01-01 00:00:06 UTC",
    "asked 7 times, the last 5 or more refused without a break over at least 2.0 s",
    "until 2026-01-31 00:00:04 UTC (30 days)",
    "Kept:",
  ])
    expect(text).toContain(part);
});

test("a record that somebody else wrote is shown, whatever is in it", () => {
  const odd = link(EMPTY, "x", {
    type: "certificate",
    partner: "a\u001b[2J",
    proof: { refused: "no", absent: [1] },
  });
  expect(auditRecordText(odd, STYLE)).toContain("a\\u001b[2J");
});
