import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { fitted } from "../../../src/cli/render/fitted.ts";
import { styleOf } from "../../../src/cli/render/style.ts";
import { terminalSink } from "../../../src/cli/render/terminal.ts";
import type { Event } from "../../../src/core/events.ts";
import { LONG_NAME, RUN } from "./run-fixture.ts";

interface Setting {
  readonly columns: number;
  readonly rows?: number;
  readonly isTTY: boolean;
  readonly accessible?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Plays a run on a screen, and answers what was written after each event. */
function played({ accessible = false, env = {}, ...setting }: Setting, run = RUN): readonly string[] {
  const output = Object.assign(new PassThrough(), setting);
  let elapsed = 0;
  const clock = { now: () => 0, elapsed: () => elapsed, sleep: () => new Promise<void>(() => undefined) };
  const style = styleOf(output, env, { color: false, accessible });
  const sink = terminalSink(fitted(output, style), style, clock);
  const written = run.map(([ms, event]) => {
    elapsed += ms;
    sink.emit(event);
    return String(output.read() ?? "");
  });
  sink.rest();
  return [...written, String(output.read() ?? "")];
}

const ESCAPE = "\u001b";
const ERASE = new RegExp(`^${ESCAPE}\\[(\\d+)A${ESCAPE}\\[0J`);

/** What a terminal shows of what was written: the block that is redrawn is erased as it says. */
function screenOf(written: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of written.join("").split("\r")) {
    const erase = ERASE.exec(part);
    if (erase !== null) lines.splice(lines.length - Number(erase[1]));
    const text = erase === null ? part : part.slice(erase[0].length);
    lines.push(...text.split("\n").slice(0, -1));
  }
  return lines;
}

/** Whether a line is only wider than the terminal because of one name that is. */
const holdsWideName = (line: string, columns: number) =>
  line.split(" ").some((word) => word.length > columns - 7);

describe.each([
  [60, {}],
  [80, {}],
  [140, {}],
  [60, { LC_ALL: "C" }],
])("a run on a terminal of %i columns, %j", (columns, env) => {
  const frames = played({ columns, isTTY: true, env });

  test("no line is wider: what is redrawn never, what stays only by a name that must be whole", () => {
    const wide = frames.flatMap((_, index) =>
      screenOf(frames.slice(0, index + 1)).filter(
        (line) => line.length > columns && !holdsWideName(line, columns),
      ),
    );
    expect(wide).toEqual([]);
  });

  test("nothing is lost: every name stays whole, with its duration; what was redrawn is gone", () => {
    const screen = screenOf(frames);
    const text = screen.join(" ").replace(/\s+/g, " ");
    expect(text).toContain(LONG_NAME);
    expect(text).toContain("list the own prefix of the partner in the bucket that it shares");
    for (const took of ["1.3 s", "1.4 s", "19.0 s", "20.0 s"]) expect(text).toContain(took);
    expect(screen.filter((line) => /━|─|…|\.\.\.|={3}/.test(line))).toEqual([]);
    expect(text.split("Access test")).toHaveLength(2);
  });
});

describe("while it runs", () => {
  const frame = (event: Event["type"], nth = 0) => {
    const indexes = RUN.flatMap(([, { type }], index) => (type === event ? [index] : []));
    const upTo = indexes.at(nth) ?? 0;
    return screenOf(played({ columns: 80, isTTY: true }).slice(0, upTo + 1));
  };

  test("steps: which, for how long, and what they wait for", () => {
    expect(frame("step.waiting")).toContain("  Provision: 0 of 2 done, 400 ms");
    expect(frame("step.waiting").join("\n")).toMatch(
      /… create S3 .*: not consistent yet \(NoSuchEntity\), 400 ms/,
    );
  });

  test("gates: a bar by the time that they usually take, else by answers in a row", () => {
    const text = frame("gate.progress", 1).join("\n");
    expect(text).toMatch(/^ {4}━{6}─{6} list .*: 0 of 5, 6\.0 s of ~12\.0 s$/m);
    expect(text).toMatch(/^ {4}━{7}─{5} get a file: 3 of 5, 6\.0 s$/m);
    expect(text).toContain("  0 of 2 settled, 6.0 s of usually 12.0 s");
  });

  test("the matrix: every group from the start, filling in; what fails is told at once", () => {
    expect(frame("probe.finished", 0)).toEqual(
      expect.arrayContaining(["    list  … 1 of 2  ·", "    sftp  … 0 of 3"]),
    );
    const text = frame("probe.finished", 1).join("\n");
    expect(text).toMatch(/✗ list\.other {2}try list\.other\n {8}as partner: must be denied, was allowed/);
    expect(text).toContain("request id REQ-1");
    expect(text).toContain("  2 of 5 tried, 1 not as they must be, 20 ms");
  });

  test("a terminal of few rows keeps the line that tells how far it is", () => {
    const run = RUN.slice(0, 13);
    const screen = screenOf(played({ columns: 80, rows: 3, isTTY: true }, run).slice(0, -1));
    expect(screen.slice(-2)).toEqual(["    … and 2 more", "  0 of 2 settled, 6.0 s of usually 12.0 s"]);
  });
});

describe.each([
  ["a pipe", { isTTY: false }],
  ["a screen reader", { isTTY: true, accessible: true }],
])("on %s", (_, setting) => {
  const written = played({ columns: 60, ...setting });
  const text = written.join("");

  test("lines only: nothing is redrawn, no bars, no escape sequences", () => {
    for (const sign of [ESCAPE, "\r", "━", "─"]) expect(text).not.toContain(sign);
    expect(text).toContain("evil \\u001b[2J text");
  });

  test("each thing once; after a silence, what is waited for", () => {
    const words = text.replace(/\s+/g, " ").replaceAll(" ·", ",");
    expect(words).toContain(
      "0 of 2 settled, 18.0 s of usually 12.0 s; waiting for list the own prefix of the partner in the bucket that it shares, held session (1 of 5, last AccessDenied); get a file (3 of 5)",
    );
    expect(words.split("waiting for")).toHaveLength(2);
    expect(words.match(/sftp\.\w+|\d refusals? proves? nothing/g)).toEqual(["2 refusals prove nothing"]);
    expect(words).toContain("1 not undone: see below");
  });
});

test("a screen reader is told the rest of the matrix in numbers, and durations behind a comma", () => {
  const text = played({ columns: 80, isTTY: true, accessible: true }).join("");
  expect(text).toContain("ok: create IAM role vendor-acme, 1.4 s\n");
  expect(text).not.toMatch(/·{2}/);
});

test("a service that does not answer is spoken of in plain words, its retries are not", () => {
  const iam = { service: "iam", code: "ECONNREFUSED" };
  const text = played({ columns: 80, isTTY: false }, [
    [0, { type: "aws.retry", ...iam, operation: "GetRole", attempt: 2, ms: 40 }],
    [0, { type: "aws.silent", ...iam, throttled: false, ms: 12_000, until: "2026-01-01T08:10:00.000Z" }],
    [0, { type: "aws.answers", service: "iam", ms: 34_000 }],
  ]).join("");
  expect(text.split("\n").map((line) => line.trim())).toEqual([
    "! no answer from iam for 12.0 s (ECONNREFUSED); trying until 08:10:00 UTC",
    "✓ iam answers again after 34.0 s",
    "",
  ]);
});

describe("a file that is sent", () => {
  const name = "quarterly-report-with-a-rather-long-name-2026-11.csv";
  const SENDING: readonly (readonly [number, Event])[] = [
    [0, { type: "upload.started", file: name, key: `acme/${name}`, bytes: 48 * 1024 ** 2 }],
    [1_000, { type: "upload.progress", file: name, key: `acme/${name}`, sent: 24 * 1024 ** 2 }],
    [1_000, { type: "upload.finished", file: name, key: `acme/${name}`, ms: 2_000 }],
  ];

  test.each([60, 80, 140])("shows how far it is, in %i columns", (columns) => {
    const [, half = ""] = played({ columns, isTTY: true, env: { LANG: "C.UTF-8" } }, SENDING);
    const [line = ""] = half.split("\n").filter((text) => text.includes("of 48.0 MiB"));
    expect(line).toContain("24.0 MiB of 48.0 MiB, 1.0 s");
    expect(line.match(/━/g)?.length).toBe(columns < 80 ? 4 : 6);
    expect(line.replace(/^[^J]*J/, "").length).toBeLessThan(columns);
  });

  test("leaves one line in a log", () => {
    const written = played({ columns: 80, isTTY: false }, SENDING).join("");
    expect(written.split("\n").filter((line) => line !== "")).toHaveLength(1);
    expect(written).toMatch(/✓ quarterly-report.*48\.0 MiB +2\.0 s/);
  });
});

test("a partner's server that is silent is told while it is waited for, and leaves no line", () => {
  const at = { server: "partner", host: "sftp.acme.example", port: 22 };
  const meeting: readonly (readonly [number, Event])[] = [
    [0, { type: "server.meeting", ...at }],
    [3_000, { type: "server.met", ...at, verdict: "unreached" }],
  ];
  const terminal = played({ columns: 60, isTTY: true, env: { LANG: "C.UTF-8" } }, meeting);
  expect(terminal[0]).toContain("look who answers at sftp.acme.example:22");
  expect(terminal.join("")).toMatch(/look who answers[^\n]*\n\r\S*J$/);
  expect(played({ columns: 60, isTTY: false }, meeting).join("")).toBe("");
});

describe("a call that hangs, without any event", () => {
  /** A clock whose sleepers wake when it is moved. */
  function movedClock() {
    let elapsed = 0;
    const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
    return {
      clock: {
        now: () => 0,
        elapsed: () => elapsed,
        sleep: (ms: number, signal?: AbortSignal) =>
          new Promise<void>((resolve, reject) => {
            const sleeper = { at: elapsed + ms, wake: resolve };
            sleepers.add(sleeper);
            signal?.addEventListener("abort", () => {
              sleepers.delete(sleeper);
              reject(signal.reason);
            });
          }),
      },
      sleeping: () => sleepers.size,
      async move(ms: number) {
        const end = elapsed + ms;
        for (; elapsed < end; elapsed += 500) {
          const due = [...sleepers].filter(({ at }) => at <= elapsed);
          for (const sleeper of due) {
            sleepers.delete(sleeper);
            sleeper.wake();
          }
          await new Promise(setImmediate);
        }
      },
    };
  }

  test.each([
    ["a log", { isTTY: false }, {}],
    ["a screen reader", { isTTY: true }, { accessible: true }],
  ])("is told every 30 s in %s, and nothing waits any more once the run rests", async (_, setting, looks) => {
    const output = Object.assign(new PassThrough(), { columns: 80, ...setting });
    const { clock, sleeping, move } = movedClock();
    const sink = terminalSink(output, styleOf(output, {}, { color: false, ...looks }), clock);
    for (const [, event] of RUN.slice(0, 4)) sink.emit(event);
    await move(95_000);
    const told = String(output.read()).match(/… Provision: 0 of 2 done, .*; waiting for/g);
    expect(told?.map((line) => /done, (.*?);/.exec(line)?.[1])).toEqual(["30.0 s", "1 m 00 s", "1 m 30 s"]);
    sink.rest();
    expect(sleeping()).toBe(0);
    await move(60_000);
    expect(output.read()).toBeNull();
  });

  test("a terminal that is made narrower has the block redrawn at once, and no line of it left", () => {
    const output = Object.assign(new PassThrough(), { columns: 100, rows: 40, isTTY: true });
    const { clock } = movedClock();
    const sink = terminalSink(output, styleOf(output, {}, { color: false }), clock);
    for (const [, event] of RUN.slice(0, 4)) sink.emit(event);
    const drawn = String(output.read()).split("[0J").at(-1)?.split("\n").slice(0, -1) ?? [];
    output.columns = 50;
    output.emit("resize");
    const redrawn = String(output.read());
    const rows = drawn.reduce((sum, line) => sum + Math.ceil(line.length / 50), 0);
    expect(rows).toBeGreaterThan(drawn.length);
    expect(Number(/\[(\d+)A/.exec(redrawn)?.[1])).toBe(rows);
    for (const line of redrawn.split("\n").slice(1)) expect(line.length).toBeLessThan(50);
    sink.rest();
    expect(output.listenerCount("resize")).toBe(0);
  });
});
