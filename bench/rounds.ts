import { spawnSync } from "node:child_process";

/** Something to time, by name. `run` is called once a round, with the number of the round. */
export interface Candidate {
  readonly name: string;
  readonly run: (round: number) => void;
}

/** Milliseconds of each round, by candidate. */
export type Timings = ReadonlyMap<string, readonly number[]>;

/** Times candidates in interleaved rounds (A B A B …), so that a machine that drifts slows all of them alike. The first round, which warms up, does not count. */
export function interleaved(candidates: readonly Candidate[], rounds: number): Timings {
  const timings = new Map(candidates.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of candidates) {
      const startedAt = performance.now();
      run(round);
      if (round > 0) timings.get(name)?.push(performance.now() - startedAt);
    }
  }
  return timings;
}

/** Runs a program to its end, its output thrown away. @throws Error with what it said where it fails */
export function runProgram(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): void {
  const { error, status, stderr } = spawnSync(command, args, {
    cwd,
    env,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${command} ${args.slice(0, 2).join(" ")} ended with ${status}: ${stderr}`);
}

/** The environment of this process without what slows Node down: `NODE_EXTRA_CA_CERTS` alone adds about 125 ms to every start of Node 20. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...env } = process.env;
  return env;
}

/** The figure below which the share `part` (0 to 1) of the figures lies: 0.5 is the median. */
export function quantile(figures: readonly number[], part: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
}

/** The median of each round's own ratio: what one round compares was measured within the same moment. */
export function ratio(timings: Timings, name: string, base: string): number {
  const bases = timings.get(base) ?? [];
  const ratios = (timings.get(name) ?? []).map((figure, round) => figure / (bases[round] ?? Number.NaN));
  return quantile(ratios, 0.5);
}
