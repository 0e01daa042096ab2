import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readEventLine } from "../../support/event-schema.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const BIN = join(ROOT, "bin", "vendor.js");

/** The one line of `--json` that a command ends with. */
export interface ResultEvent {
  readonly type: "result";
  readonly outcome: string;
  readonly [member: string]: unknown;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly problems?: readonly Problem[];
  };
}

interface Problem {
  readonly message: string;
  readonly field?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly hint?: string;
}

/** One line of `--json`. */
export type EventLine = { readonly type: string; readonly at: string } & Readonly<Record<string, unknown>>;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, for what must stand or must not stand anywhere. */
  readonly printed: string;
  /** The end of it, for the message of a failed assertion. */
  readonly tail: string;
  /** stdout as NDJSON; fails on a line that is none, or that the published schema does not allow. */
  events(): EventLine[];
  /** The last event, which must be the result. */
  result(): ResultEvent;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves at the first stdout event that `matches`; fails where the command ends before. */
  until(matches: (event: EventLine) => boolean): Promise<EventLine>;
  /** Resolves once stderr holds `text`; fails where the command ends before. */
  says(text: string): Promise<void>;
}

/**
 * Starts the built command line in `cwd` with no environment but `env`.
 * @param limits what a shell does first, e.g. `ulimit -f 100`
 */
export function startVendor(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  limits = "",
): Running {
  const command = limits === "" ? [] : ["sh", "-c", `${limits}; exec "$@"`, "sh"];
  const [program = "", ...rest] = [...command, process.execPath, BIN, ...args];
  const child = spawn(program, rest, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  const collect = (name: "stdout" | "stderr") =>
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      for (const look of waiting) look();
    });
  collect("stdout");
  collect("stderr");
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve(endedWith(code, signal, output.stdout, output.stderr));
      for (const look of waiting) look();
    });
  });
  const seen = <T>(find: () => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found === undefined && child.exitCode === null) return;
        waiting.delete(look);
        if (found === undefined)
          reject(new Error(`It ended before: ${(output.stdout + output.stderr).slice(-1_500)}`));
        else resolve(found);
      };
      waiting.add(look);
      look();
    });
  const until = (matches: (event: EventLine) => boolean) =>
    seen(() =>
      output.stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as EventLine)
        .find(matches),
    );
  const says = async (text: string) =>
    void (await seen(() => (output.stderr.includes(text) ? text : undefined)));
  return { child, ended, until, says };
}

function endedWith(
  code: number | null,
  signal: NodeJS.Signals | null,
  stdout: string,
  stderr: string,
): Ended {
  const events = () =>
    stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => readEventLine<EventLine>(line));
  return {
    code,
    signal,
    stdout,
    stderr,
    printed: stdout + stderr,
    tail: (stdout + stderr).slice(-1_500),
    events,
    result: () => {
      const last = events().at(-1);
      if (last?.type !== "result")
        throw new Error(`The last line is no result: ${(stdout + stderr).slice(-1_500)}`);
      return last as unknown as ResultEvent;
    },
  };
}

/** @throws Error where dist/ was never built or is older than a source file: what runs would not be what is tested */
export function requireFreshBundle(): void {
  const bundle = join(ROOT, "dist", "main.cjs");
  if (!existsSync(bundle)) throw new Error("dist/ is missing. Build it with `npm ci` or `npm run prepare`.");
  const builtAt = statSync(bundle).mtimeMs;
  const newer = ["src", "sandbox"]
    .flatMap((folder) => filesUnder(join(ROOT, folder)))
    .find((file) => statSync(file).mtimeMs > builtAt);
  if (newer !== undefined)
    throw new Error(`dist/ is older than ${newer}. Build it with \`npm run prepare\`.`);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}
