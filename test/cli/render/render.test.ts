import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { errorJson, errorText } from "../../../src/cli/render/error.ts";
import { ndjsonSink } from "../../../src/cli/render/ndjson.ts";
import { type Style, styleOf } from "../../../src/cli/render/style.ts";
import { summaryText } from "../../../src/cli/render/summary.ts";
import { headedTable, plain, table, wrap } from "../../../src/cli/render/text.ts";
import { vendorError } from "../../../src/core/errors.ts";
import { PLAN } from "./plan-fixture.ts";
import { probeResult, RUN } from "./run-fixture.ts";

const stream = (columns: number, isTTY: boolean) => Object.assign(new PassThrough(), { columns, isTTY });
const PLAIN: Style = styleOf(stream(60, false), {}, { color: true });

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
  for (const [, event] of RUN) sink.emit(event);
  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(RUN.length);
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
    const text = errorText(error, PLAIN);
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
    probes: [probeResult("a.b", true)],
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

test.each([60, 80, 140])("the summary on %i columns is wrapped at words, and cuts nothing", (columns) => {
  const name = `ssh-ed25519 SHA256:${"k".repeat(43)}`;
  const handed = {
    name: "vendor/acme/connection",
    arn: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${"vendor/acme/connection".repeat(2)}`,
    keyMade: true,
    fingerprint: name,
    readers: ["arn:aws:iam::123456789012:role/partner-desk"],
    readBy: "partner" as const,
    command: "aws secretsmanager get-secret-value --secret-id vendor/acme/connection --query SecretString",
  };
  const outcome = {
    run: "r1",
    plan: {
      ...PLAN,
      options: { skipRehearsal: "the sandbox account is being moved to another organisation" },
    },
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: "2026-01-01T00:00:12Z",
    probes: [probeResult("a.b", true)],
  };
  const log = "/home/edi/projects/partners/.vendor/local/audit/log.jsonl";
  const style = { ...PLAIN, width: columns };
  const text = summaryText({ outcome, log, seq: 7, flags: " --local", handed }, style);
  for (const whole of [log, name.split(" ")[1] ?? "", handed.arn, handed.command])
    expect(text).toContain(whole);
  for (const line of text.split("\n")) {
    const widest = Math.max(
      ...line
        .trim()
        .split(" ")
        .map((word) => word.length),
    );
    if (line.length > columns && !line.includes(handed.command)) expect(widest).toBeGreaterThan(columns - 6);
  }
});

describe("text", () => {
  test("control characters and direction marks can't act", () => {
    expect(plain("a\u001b]0;x\u0007\u202eb\nc")).toBe("a\\u001b]0;x\\u0007\\u202eb\nc");
  });
  test("wrapping", () => {
    expect(wrap("one two three four five six", 20, "  ")).toBe("  one two three four\n  five six");
    const green = "\u001b[32mone\u001b[39m";
    expect(wrap(`${green} two three four five six`, 20, "  ")).toBe(`  ${green} two three four\n  five six`);
  });
  test("tables with a header are blocks on a terminal that is too narrow, and lines behind a pipe", () => {
    const rows = [["acme", "team@example.com"]];
    const narrow = headedTable(["PARTNER", "OWNER"], rows, { width: 20, redraw: true });
    expect(narrow).toBe("PARTNER   acme\n  OWNER   team@example.com");
    for (const style of [
      { width: 20, redraw: false },
      { width: 60, redraw: true },
    ])
      expect(headedTable(["PARTNER", "OWNER"], rows, style)).toBe(
        "PARTNER  OWNER\nacme     team@example.com",
      );
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
