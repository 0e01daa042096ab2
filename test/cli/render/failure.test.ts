import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Aftermath } from "../../../src/cli/render/aftermath.ts";
import { errorText } from "../../../src/cli/render/error.ts";
import { styleOf } from "../../../src/cli/render/style.ts";
import { vendorError } from "../../../src/core/errors.ts";
import { PLAN } from "./plan-fixture.ts";

const ERROR = vendorError(
  "accessTestFailed",
  { subject: "acme-rehearsal", failed: 2, probes: "list.none, list.other" },
  { resource: "IAM role vendor-acme", requestId: "REQ-1" },
);

const COMMAND =
  "aws s3api delete-object --bucket partner-files --key acme-rehearsal/vendor-canary-of-acme-rehearsal/";

function aftermath(outcome: Partial<Aftermath["outcome"]>, more: Partial<Aftermath> = {}): Aftermath {
  return {
    outcome: {
      run: "acme-1",
      plan: PLAN,
      startedAt: "2026-01-01T00:00:00Z",
      finishedAt: "2026-01-01T00:00:12Z",
      outcome: "rolled-back",
      calls: [
        { step: "live/apply/folder" },
        { step: "live/rollback/delete/folder" },
        { step: "live/rollback/delete/role" },
        { step: "live/rollback/delete/role" },
      ],
      left: [],
      ...outcome,
    },
    rollback: true,
    audit: { log: "/home/edi/team/partners/.vendor/audit/log.jsonl", seq: 7 },
    again: "vendor onboard acme --local",
    resume: "vendor resume acme --local",
    ...more,
  };
}

const shown = (view: Aftermath, columns = 80, accessible = false) => {
  const stream = Object.assign(new PassThrough(), { columns, isTTY: true });
  return errorText(ERROR, styleOf(stream, {}, { color: false, accessible }), { aftermath: view });
};

describe("a run that failed, in one block", () => {
  test("rolled back: what failed, on what, AWS's request id, what was undone, the record, what next", () => {
    expect(shown(aftermath({})).split("\n")).toEqual([
      "",
      "✗ The access test of acme-rehearsal failed: 2 probe(s) did not answer as they",
      "  must: list.none, list.other.",
      "  resource    IAM role vendor-acme",
      "  request id  REQ-1",
      "  run         acme-1, rolled back after 12.0 s: everything is as before",
      "  undone      2 resources that it had made or changed",
      "              S3 folder",
      "              partner-files-of-a-company-with-a-long-name/acme/incoming/orders-and-invoices/",
      "              IAM role vendor-acme",
      "  audit       record 7 of /home/edi/team/partners/.vendor/audit/log.jsonl",
      "→ Compare the named probes with the policy statements in the plan (--dry-run).",
      "  again       vendor onboard acme --local",
      "  (ACCESS_TEST_FAILED, exit 4)",
    ]);
  });

  test("what could not be undone: why, with commands in whole, and how to go on", () => {
    const left = [{ what: "IAM role vendor-acme", why: "Refused.", commands: [COMMAND] }];
    const text = shown(aftermath({ outcome: "failed", left }));
    expect(text).toContain("rolled back after 12.0 s, but for what is left");
    expect(text).toContain("1 resource that it had made or changed");
    expect(text).toContain(`✗ IAM role vendor-acme: Refused.\n      ${COMMAND}\n`);
    expect(text).toContain("  go on       vendor resume acme --local\n");
    expect(text).not.toContain("vendor onboard acme");
  });

  test.each([
    ["interrupted", {}, "the run can go on"],
    ["failed", { rollback: false }, "left as it is, as --no-rollback says"],
  ])("%s %j", (outcome, more, standing) => {
    expect(shown(aftermath({ outcome, calls: [] }, more)).replace(/\s+/g, " ")).toContain(standing);
  });

  test("an offboarding stays where it is: frozen is safer than live", () => {
    const plan = { ...PLAN, command: "offboard" as const };
    const text = shown(aftermath({ outcome: "failed", plan, calls: [] }));
    expect(text.replace(/\s+/g, " ")).toContain("what was frozen or removed stays so");
  });

  test.each([60, 80, 140])(
    "at %i columns no line is wider, but for a name or command that must be whole",
    (columns) => {
      const left = [
        { what: "IAM role vendor-acme", why: "Refused, by a boundary. ".repeat(5), commands: [COMMAND] },
      ];
      const lines = shown(aftermath({ outcome: "failed", left }), columns).split("\n");
      const whole = (line: string) =>
        line.trim() === COMMAND || line.split(" ").some((word) => word.length > columns - 14);
      expect(lines.filter((line) => line.length > columns && !whole(line))).toEqual([]);
    },
  );

  test("for a screen reader each fact is a sentence part with its name", () => {
    expect(shown(aftermath({}), 80, true)).toContain("\n  request id: REQ-1\n");
  });
});
