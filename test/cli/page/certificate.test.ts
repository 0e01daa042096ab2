import { expect, test } from "vitest";
import { EMPTY, link } from "../../../src/audit/chain.ts";
import { certificatePage, certificateTitle } from "../../../src/cli/page/certificate.ts";
import { htmlOf } from "../../../src/cli/page/html.ts";
import { markdownOf } from "../../../src/cli/page/markdown.ts";
import type { JsonObject } from "../../../src/core/json.ts";

const BODY: JsonObject = {
  type: "certificate",
  partner: "acme",
  owner: "team@example.com",
  caller: "arn:aws:sts::123456789012:assumed-role/vendor-operator/ann",
  finishedAt: "2026-01-01T00:00:09.000Z",
  options: { data: "purge" },
  calls: [{ at: "2026-01-01T00:00:03.000Z", service: "transfer", operation: "DeleteUser", requestId: "R-1" }],
  proof: {
    frozenAt: "2026-01-01T00:00:03.000Z",
    refused: [
      {
        title: "list the own root",
        actor: "heldSftp",
        held: true,
        stage: "dead",
        lastServed: "2026-01-01T00:00:03.500Z",
        firstRefused: "2026-01-01T00:00:04.400Z",
        lastRefused: "2026-01-01T00:00:06.500Z",
        attempts: 7,
        consecutive: 5,
        overMs: 2_000,
      },
    ],
    absent: [{ resource: "role", title: "IAM role vendor-acme", test: false }],
    waiting: [],
  },
};

const recordOf = (body: JsonObject) => link(EMPTY, "2026-01-01T00:00:09.000Z", body);
const markdown = (body: JsonObject) => markdownOf(certificatePage(recordOf(body)));
const html = (body: JsonObject) => {
  const record = recordOf(body);
  return htmlOf(certificatePage(record), certificateTitle(record));
};

test("says of each way in how long after the freeze it was last served and first refused", () => {
  const text = markdown(BODY);
  expect(text).toContain("# The access of acme is dead\n");
  expect(text).toContain(
    "| list the own root | held SFTP, dead | 500 ms after the freeze | 1.4 s after the freeze | 3.5 s after the freeze | 5 times or more without a break over at least 2.0 s |",
  );
  expect(text).toContain("What is gone: 1 resource. What was tried: 1 way in, 7 times in all");
  expect(text).toContain("Purged:");
  expect(text).not.toContain("## What waits");
});

test("gives times where an earlier run had frozen the partner already", () => {
  const { frozenAt: _, ...proof } = BODY.proof as JsonObject;
  expect(markdown({ ...BODY, proof })).toContain("| 2026-01-01 00:00:04 UTC |");
});

test("is one HTML file that loads and runs nothing, whatever the record says", () => {
  const hostile = '<script>alert(1)</script> | [x](javascript:alert(1)) `"';
  const text = html({ ...BODY, owner: hostile });
  expect(text).toMatch(/^<!doctype html>\n?<html lang="en">/);
  expect(text).not.toMatch(/<script|<img|<link|<a |src=|url\(|@import/);
  expect(text).toContain("&#x3C;script>alert(1)&#x3C;/script>");
  const [line] = markdown({ ...BODY, owner: hostile }).match(/^- owner .*$/m) ?? [];
  expect(line).toBe('- owner \\<script>alert(1)\\</script> | \\[x]\\(javascript:alert(1)) \\`"');
});
