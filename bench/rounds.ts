import { spawnSync } from "node:child_process";

/** A command to time, by name. */
export interface Candidate {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Wall-clock milliseconds of each round, by candidate. */
export type Timings = Readonly<Record<string, readonly number[]>>;

/** Times commands in interleaved rounds (A B A B …), so that a machine that drifts slows all of them alike. */
export function interleaved(candidates: readonly Candidate[], rounds: number): Timings {
  const timings: Record<string, number[]> = Object.fromEntries(candidates.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, command, args, cwd, env } of candidates) {
      const startedAt = performance.now();
      const { status } = spawnSync(command, args, { stdio: "ignore", ...(cwd === undefined ? {} : { cwd }), env: env ?? startUpEnv() });
      if (status !== 0) throw new Error(`${name} ended with ${status}`);
      if (round >= 0) timings[name]?.push(performance.now() - startedAt);
    }
  }
  return timings;
}

/** `NODE_EXTRA_CA_CERTS` alone adds about 125 ms to every start of Node 20. */
export function startUpEnv(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;
  return env;
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
