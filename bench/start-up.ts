import { join } from "node:path";
import { type Candidate, interleaved, plainEnv, quantile, ratio, runProgram } from "./rounds.ts";

const ROUNDS = 30;
const ROOT = join(import.meta.dirname, "..");
const BASE = "node -e 0";

/** What is started, and how many times as long as bare Node it may take. */
const STARTS = [
  { args: ["--help"], aim: 1.25 },
  { args: ["--version"], aim: 1.25 },
  { args: ["runbook", "show", "hosted-sftp"], aim: 2 },
] as const;

/** Start-up of the built command line, as a ratio to `node -e 0`. */
export function startUp(): string {
  const env = plainEnv();
  const started = (name: string, args: readonly string[]): Candidate => ({
    name,
    run: () => runProgram(process.execPath, args, ROOT, env),
  });
  const bin = join(ROOT, "bin/vendor.js");
  const timings = interleaved(
    [started(BASE, ["-e", "0"]), ...STARTS.map(({ args }) => started(args.join(" "), [bin, ...args]))],
    ROUNDS,
  );
  const line = (name: string, label: string, aim: string) => {
    const figures = timings.get(name) ?? [];
    const ms = `${quantile(figures, 0.5).toFixed(0)} ms, 10 % below ${quantile(figures, 0.1).toFixed(0)} ms`;
    return `  ${label.padEnd(34)} ${ratio(timings, name, BASE).toFixed(2).padStart(5)} ${aim.padEnd(14)} ${ms}`;
  };
  return [
    `Start-up, as a ratio to bare Node ${process.version} (median of ${ROUNDS} interleaved rounds)`,
    line(BASE, BASE, ""),
    ...STARTS.map(({ args, aim }) => line(args.join(" "), `vendor ${args.join(" ")}`, `(aim ≤ ${aim})`)),
  ].join("\n");
}
