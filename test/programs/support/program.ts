import { type ChildProcess, spawn } from "node:child_process";

/** What a program printed, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what a program runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A program that runs on. */
export interface Running {
  readonly child: ChildProcess;
  /** Everything that it has printed up to now, on both streams in the order of arrival. */
  printed(): string;
  readonly ended: Promise<Ended>;
}

/** Starts a program; its standard input is `input`, and stays open without. */
export function start(
  command: string,
  args: readonly string[],
  { cwd, env }: Surroundings,
  input?: string,
): Running {
  const child = spawn(command, args, { cwd, env });
  let stdout = "";
  let stderr = "";
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    printed += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
  // A program may end before it has read what it was given.
  child.stdin.on("error", () => undefined);
  if (input !== undefined) child.stdin.end(input);
  return { child, printed: () => printed, ended };
}

/** Runs a program to its end. */
export function run(
  command: string,
  args: readonly string[],
  surroundings: Surroundings,
  input = "",
): Promise<Ended> {
  return start(command, args, surroundings, input).ended;
}
