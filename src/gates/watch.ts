import type { Gate } from "../core/plan.ts";
import type { Clock } from "../core/ports.ts";
import type { AttemptResult, GateMeasurement } from "../core/probe.ts";
import { missOf } from "./gate.ts";

/** What watching needs. */
export interface WatchEffects {
  readonly clock: Clock;
  /** Ends the watch as well: what it was watching for is then not told. */
  readonly signal: AbortSignal;
}

/** A path that is asked again and again while something else goes on. */
export interface Watch {
  /** Ends it, and tells what it saw: `lastMissMs` is when the path last answered other than expected. */
  end(): Promise<GateMeasurement>;
}

/** Pause between two attempts, in milliseconds: how exactly the moment of a change is known. */
const PAUSE_MS = 250;

/** Begins to ask a gate's probe until {@link Watch.end}; nobody waits for its answers meanwhile. */
export function watchGate(
  gate: Gate,
  attempt: () => Promise<AttemptResult>,
  { clock, signal }: WatchEffects,
): Watch {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const openedAt = clock.now();
  const seen: { attempts: number; flaps: number; firstMs?: number; lastMissMs?: number; lastMiss?: string } =
    {
      attempts: 0,
      flaps: 0,
    };
  let expected = false;
  const watching = (async () => {
    while (!either.aborted) {
      const answer = await attempt();
      const ms = clock.now() - openedAt;
      const hit = answer.verdict === gate.probe.expect;
      seen.attempts += 1;
      if (hit) seen.firstMs ??= ms;
      else {
        seen.lastMissMs = ms;
        seen.lastMiss = missOf(answer);
        if (expected) seen.flaps += 1;
      }
      expected = hit;
      await clock.sleep(PAUSE_MS, either).catch(() => undefined);
    }
  })();
  // Whoever ends it is told; until then nobody listens.
  watching.catch(() => undefined);
  return {
    async end() {
      ended.abort();
      await watching;
      const { id, probe } = gate;
      const at = new Date(openedAt).toISOString();
      return {
        id,
        openedAt: at,
        expect: probe.expect,
        ...seen,
        ms: clock.now() - openedAt,
        watched: true,
        passed: expected,
      };
    },
  };
}
