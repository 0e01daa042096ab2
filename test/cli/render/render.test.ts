import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { errorJson, errorText } from "../../../src/cli/render/error.ts";
import { ndjsonSink } from "../../../src/cli/render/ndjson.ts";
import { type Style, styleOf } from "../../../src/cli/render/style.ts";
import { summaryText } from "../../../src/cli/render/summary.ts";
import { terminalSink } from "../../../src/cli/render/terminal.ts";
import { plain, table, wrap } from "../../../src/cli/render/text.ts";
import { vendorError } from "../../../src/core/errors.ts";
import type { Event } from "../../../src/core/events.ts";
import type { ProbeResult } from "../../../src/core/probe.ts";
import { PLAN } from "./plan-fixture.ts";

const stream = (columns: number, isTTY: boolean) => Object.assign(new PassThrough(), { columns, isTTY });
const PLAIN: Style = styleOf(stream(60, false), {}, { color: true });

function probe(id: string, ok: boolean): ProbeResult {
  return {
    id,
    group: id.split(".")[0] ?? "",
    actor: "partner",
    title: `try ${id}`,
    expect: "denied",
    verdict: ok ? "denied" : "allowed",
    ok,
    ms: 3,
    code: "AccessDenied",
  };
}

const EVENTS: readonly Event[] = [
  { type: "phase.started", phase: "rehearsal", title: "Rehearsal", subject: "acme-rehearsal" },
  { type: "stage.started", phase: "rehearsal", stage: "apply", title: "Provision", count: 1 },
  { type: "step.started", step: "a/role", title: `IAM role ${"x".repeat(80)}`, action: "create" },
  { type: "step.waiting", step: "a/role", code: "NoSuchEntity", ms: 400 },
  { type: "step.finished", step: "a/role", ms: 1_234 },
  {
    type: "gate.started",
    gate: "s3:list",
    title: "list the own prefix",
    consecutive: 5,
    overMs: 2_000,
    usualMs: 12_000,
  },
  { type: "gate.progress", gate: "s3:list", hits: 3, ms: 2_100, code: "AccessDenied" },
  {
    type: "gate.finished",
    gate: "s3:list",
    measurement: { id: "s3:list", attempts: 9, flaps: 1, ms: 4_000, passed: true },
  },
  { type: "probe.finished", phase: "rehearsal", result: probe("list.none", true) },
  { type: "probe.finished", phase: "rehearsal", result: probe("list.other", false) },
  ...["sftp.cd", "sftp.get"].map(
    (id): Event => ({
      type: "probe.finished",
      phase: "rehearsal",
      result: { ...probe(id, false), verdict: "vacuous" },
    }),
  ),
  { type: "stage.finished", phase: "rehearsal", stage: "test", ms: 10 },
  { type: "rollback.started", reason: "ACCESS_TEST_FAILED" },
  {
    type: "rollback.finished",
    left: [{ what: "S3 folder x/", why: "Refused.", commands: ["aws s3api delete-object"] }],
    resume: "vendor resume acme",
  },
  { type: "warning", text: "evil \u001b[2J text" },
];

function rendered(isTTY: boolean, columns: number): string {
  const output = stream(columns, isTTY);
  let text = "";
  output.on("data", (chunk) => {
    text += String(chunk);
  });
  const sink = terminalSink(output, styleOf(output, {}, { color: false }));
  for (const event of EVENTS) sink.emit(event);
  return text;
}

describe("terminal progress", () => {
  test("without a terminal: plain lines of at most 60 columns, nothing redrawn, no escape sequence", () => {
    const text = rendered(false, 60);
    expect(text).not.toContain("\u001b");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
    expect(text).toContain("1.2 s");
    expect(text).toMatch(/✓ list the own prefix +4\.0 s/);
    expect(text).toMatch(/list {2}✓ 1 {2}✗ 1/);
    expect(text).toMatch(/must be denied, was allowed\s+\(AccessDenied\)/);
    expect(text.match(/sftp\.\w+|\d refusals? proves? nothing/g)).toEqual(["2 refusals prove nothing"]);
    expect(text).toContain("S3 folder x/");
    expect(text).toContain("vendor resume acme");
    expect(text).toContain("evil \\u001b[2J text");
  });

  test("on a terminal: what is under way is shown with what is waited for, and erased", () => {
    const text = rendered(true, 80);
    expect(text).toContain("not consistent yet (NoSuchEntity)");
    expect(text).toContain("3 of 5, 2.1 s of usually 12.0 s, last AccessDenied");
    expect(text).toContain("\u001b[1A\u001b[0J");
  });
});

test("a service that does not answer is spoken of in plain words, its retries are not", () => {
  const output = stream(80, false);
  let text = "";
  output.on("data", (chunk) => {
    text += String(chunk);
  });
  const sink = terminalSink(output, styleOf(output, {}, { color: true }));
  const iam = { service: "iam", code: "ECONNREFUSED" };
  sink.emit({ type: "aws.retry", ...iam, operation: "GetRole", attempt: 2, ms: 40 });
  sink.emit({ type: "aws.silent", ...iam, throttled: false, ms: 12_000, until: "2026-01-01T08:10:00.000Z" });
  sink.emit({ type: "aws.answers", service: "iam", ms: 34_000 });
  expect(text.split("\n").map((line) => line.trim())).toEqual([
    "! no answer from iam for 12.0 s (ECONNREFUSED); trying until 08:10:00 UTC",
    "✓ iam answers again after 34.0 s",
    "",
  ]);
});

describe("colour", () => {
  test.each([
    ["a terminal", true, {}, true, true],
    ["no terminal", false, {}, true, false],
    ["NO_COLOR", true, { NO_COLOR: "1" }, true, false],
    ["--no-color", true, {}, false, false],
    ["FORCE_COLOR without a terminal", false, { FORCE_COLOR: "1" }, true, true],
    ["a dumb terminal", true, { TERM: "dumb" }, true, false],
  ])("%s", (_, isTTY, env, option, colored) => {
    expect(styleOf(stream(80, isTTY), env, { color: option }).bad("x") !== "x").toBe(colored);
  });
});

test("ndjson: type and time first, one event a line", () => {
  const output = stream(80, false);
  let text = "";
  output.on("data", (chunk) => {
    text += String(chunk);
  });
  const sink = ndjsonSink(output, { now: () => 0, elapsed: () => 0, sleep: async () => undefined });
  for (const event of EVENTS) sink.emit(event);
  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(EVENTS.length);
  expect(lines[0]).toBe(
    '{"type":"phase.started","at":"1970-01-01T00:00:00.000Z","phase":"rehearsal","title":"Rehearsal","subject":"acme-rehearsal"}',
  );
});

describe("errors", () => {
  const error = vendorError(
    "inputInvalid",
    { what: "The input" },
    {
      resource: "role x",
      requestId: "r-1",
      problems: [{ message: "Must be text.", field: "owner", file: "a.yaml", line: 3, column: 8 }],
    },
  );

  test("for people: what, where, what AWS said, what next", () => {
    const text = errorText(error, PLAIN, false);
    for (const part of [
      "The input is not valid.",
      "a.yaml:3:8 owner: Must be text.",
      "role x",
      "r-1",
      "→ Correct",
      "INPUT_INVALID, exit 2",
    ])
      expect(text).toContain(part);
  });

  test("for programs", () => {
    expect(errorJson(error)).toMatchObject({
      code: "INPUT_INVALID",
      resource: "role x",
      requestId: "r-1",
      problems: [{ line: 3 }],
    });
  });
});

test("the summary says what exists, how to connect and where the record is", () => {
  const outcome = {
    run: "r1",
    plan: PLAN,
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: "2026-01-01T00:00:12Z",
    probes: [probe("a.b", true)],
  };
  const text = summaryText({ outcome, log: "/x/log.jsonl", seq: 7, flags: " --local" }, PLAIN);
  for (const part of [
    "acme is live",
    "12.0 s",
    "IAM role vendor-acme",
    "sftp -P 2222 acme@127.0.0.1",
    "SHA256:abc",
    "record 7 of /x/log.jsonl",
    "vendor audit show acme --local",
  ])
    expect(text).toContain(part);
});

describe("text", () => {
  test("control characters and direction marks can't act", () => {
    expect(plain("a\u001b]0;x\u0007\u202eb\nc")).toBe("a\\u001b]0;x\\u0007\\u202eb\nc");
  });
  test("wrapping", () => {
    expect(wrap("one two three four five six", 20, "  ")).toBe("  one two three four\n  five six");
  });
  test("tables", () => {
    expect(
      table([
        ["a", "bb"],
        ["ccc", "d"],
      ]),
    ).toBe("a    bb\nccc  d");
  });
});
