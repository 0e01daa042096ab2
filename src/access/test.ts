import pLimit from "p-limit";
import type { Clock, Sink } from "../core/ports.ts";
import type { AttemptResult, Probe, ProbeResult } from "../core/probe.ts";
import { together } from "../core/together.ts";

/** What running probes needs. */
export interface ProbeEffects {
  readonly clock: Clock;
  readonly sink: Sink;
  /** Ends the test: no further attempt is made, and the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Name of the phase, for the events. */
  readonly phase: string;
}

/** Makes one attempt of a probe. */
export type AttemptProbe = (probe: Probe) => Promise<AttemptResult>;

/** Attempts in flight at once. */
const CONCURRENCY = 8;
/**
 * Pauses before an unclear or wrongly refused answer is asked for again, in milliseconds. Gates have passed by then, but
 * a path may still flap once. A wrongly **allowed** answer is never asked for again: one leak is a leak.
 */
const RETRY_PAUSES = [500, 1_000, 2_000] as const;

/**
 * Runs an access test. Positive controls go first, those of one actor in their order (a file is put before it is
 * fetched); then the rest, several at once. A denial counts only if its control has been allowed; without that it is
 * `vacuous`, which is not ok. Results come in the order of `probes`; the events in the order of the answers.
 *
 * @param pauses before each repetition of an unclear or wrongly refused answer, in milliseconds
 * @throws the signal's reason once it is aborted, and whatever `attempt` throws.
 */
export async function runProbes(
  probes: readonly Probe[],
  attempt: AttemptProbe,
  effects: ProbeEffects,
  pauses: readonly number[] = RETRY_PAUSES,
): Promise<ProbeResult[]> {
  const results = new Map<string, ProbeResult>();
  const run = async (probe: Probe): Promise<void> => {
    const result = await runProbe(probe, attempt, results, effects, pauses);
    results.set(probe.id, result);
    effects.sink.emit({ type: "probe.finished", phase: effects.phase, result });
  };

  const controls = probes.filter(isControl);
  const actors = [...new Set(controls.map((probe) => probe.actor))];
  await together(
    actors.map(async (actor) => {
      for (const probe of controls.filter((control) => control.actor === actor)) await run(probe);
    }),
  );
  const limit = pLimit(CONCURRENCY);
  await together(probes.filter((probe) => !isControl(probe)).map((probe) => limit(run, probe)));
  return probes.flatMap((probe) => results.get(probe.id) ?? []);
}

function isControl(probe: Probe): boolean {
  return probe.expect === "allowed" && probe.control === undefined;
}

async function runProbe(
  probe: Probe,
  attempt: AttemptProbe,
  results: ReadonlyMap<string, ProbeResult>,
  { clock, signal }: ProbeEffects,
  pauses: readonly number[],
): Promise<ProbeResult> {
  const startedAt = clock.elapsed();
  signal.throwIfAborted();
  let answer = await attempt(probe);
  for (const pause of pauses) {
    if (answer.verdict === "allowed" || answer.verdict === probe.expect) break;
    await clock.sleep(pause, signal);
    answer = await attempt(probe);
  }
  const { id, group, actor, title, covers, expect } = probe;
  const counted = probe.control === undefined || results.get(probe.control)?.verdict === "allowed";
  const verdict = answer.verdict === "denied" && !counted ? "vacuous" : answer.verdict;
  return {
    id,
    group,
    actor,
    title,
    ...(covers === undefined ? {} : { covers }),
    expect,
    ...answer,
    verdict,
    ok: verdict === expect,
    ms: clock.elapsed() - startedAt,
  };
}
