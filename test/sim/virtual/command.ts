import { type Played, playSeeds } from "./pool.ts";

/** What `npm run sim -- --seeds` is given. */
export interface SeedOptions {
  readonly seeds: number;
  /** The first one. */
  readonly seed: number;
  readonly partners: number;
  readonly workers: number;
  readonly traceFile?: string;
}

/** How many of a seed's problems are shown: the first few tell the story. */
const SHOWN = 8;

/** Plays seeds and says what came of them; whether all went well. */
export async function playAndTell(options: SeedOptions, say: (line: string) => void): Promise<boolean> {
  const startedAt = Date.now();
  const results: Played[] = [];
  await playSeeds({
    ...options,
    seeds: Array.from({ length: options.seeds }, (_, index) => options.seed + index),
    onResult(result) {
      results.push(result);
      tellFailure(result, options, say);
      if (results.length % 100 === 0) say(`${results.length} of ${options.seeds} …`);
    },
  });
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const total = (count: (result: Played) => number) =>
    results.reduce((sum, result) => sum + count(result), 0);
  const simulated = Math.round(total(({ simulatedMs }) => simulatedMs) / 60_000);
  say(
    `${results.length - failed} of ${results.length} seeds hold, ${Math.round((Date.now() - startedAt) / 1000)} s: ` +
      `${total(({ processes }) => processes)} processes, ${total(({ calls }) => calls)} calls, ` +
      `${total(({ events }) => events)} events, ${simulated} min simulated`,
  );
  say(faultsOf(results));
  const [only] = results;
  if (results.length === 1 && only !== undefined) say(`trace ${only.digest}`);
  return failed === 0;
}

function tellFailure(
  { seed, problems }: Played,
  { partners }: SeedOptions,
  say: (line: string) => void,
): void {
  if (problems.length === 0) return;
  say(`FAILED  npm run sim -- --seeds 1 --seed ${seed} --partners ${partners}`);
  for (const problem of problems.slice(0, SHOWN)) say(`    ${problem.slice(0, 700)}`);
  if (problems.length > SHOWN) say(`    and ${problems.length - SHOWN} more`);
}

function faultsOf(results: readonly Played[]): string {
  const counts = new Map<string, number>();
  for (const { faults } of results)
    for (const [kind, count] of Object.entries(faults)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return [...counts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(" · ");
}
