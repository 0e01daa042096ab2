import type { Gate } from "../core/plan.ts";
import type { Clock, Sink } from "../core/ports.ts";
import type { AttemptResult, GateMeasurement } from "../core/probe.ts";
import { hitPause, missPause } from "./pace.ts";

/** What waiting needs to know of a gate; how it is asked is the caller's. */
export type AwaitedGate = Pick<Gate, "id" | "title" | "timing"> & {
  readonly probe: Pick<Gate["probe"], "actor" | "expect">;
};

/** What waiting at a gate needs. */
export interface GateEffects {
  readonly clock: Clock;
  readonly sink: Sink;
  /** Ends the wait: the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** How long this gate usually takes, in milliseconds, for whoever watches; absent where nobody knows. */
  readonly usualMs?: number;
  /** For how long something has not answered at all until now, in milliseconds; absent where nobody waits for that. */
  readonly lostMs?: () => number;
}

/** A gate as it stands after some answers. Times as {@link Clock.elapsed} tells them. */
interface Count {
  attempts: number;
  /** Expected answers in a row, and when the first of them had come. */
  hits: number;
  streakAt: number;
  misses: number;
  flaps: number;
  firstHitAt?: number;
  lastMissAt?: number;
  lastMiss?: string;
}

/**
 * Repeats a gate's probe until it has answered as expected `consecutive` times in a row, the last time asked at least
 * `overMs` after the first had answered. Any other answer, an `error` included, starts the count again.
 *
 * Ends with `passed: false` once no attempt can be asked before the deadline any more; it does not throw for that. Time
 * in which something did not answer at all does not count, up to as much again.
 * An attempt that has been asked is always waited for, so bounding its time is up to `attempt`.
 *
 * @throws the signal's reason once it is aborted, and whatever `attempt` throws.
 */
export async function waitAtGate(
  gate: AwaitedGate,
  attempt: () => Promise<AttemptResult>,
  effects: GateEffects,
): Promise<GateMeasurement> {
  const { clock, sink, signal, usualMs, lostMs = () => 0 } = effects;
  const { timing } = gate;
  const openedAt = clock.elapsed();
  const lostAtFirst = lostMs();
  const openedOn = new Date(clock.now()).toISOString();
  const count: Count = { attempts: 0, hits: 0, streakAt: openedAt, misses: 0, flaps: 0 };
  sink.emit({
    type: "gate.started",
    gate: gate.id,
    title: gate.title,
    actor: gate.probe.actor,
    expect: gate.probe.expect,
    consecutive: timing.consecutive,
    overMs: timing.overMs,
    ...(usualMs === undefined ? {} : { usualMs }),
  });

  let passed = false;
  while (!passed) {
    signal.throwIfAborted();
    const askedAt = clock.elapsed();
    const answer = await attempt();
    register(count, answer, answer.verdict === gate.probe.expect, clock.elapsed());
    passed = count.hits >= timing.consecutive && askedAt - count.streakAt >= timing.overMs;
    const now = clock.elapsed();
    const code = answer.code === undefined ? {} : { code: answer.code };
    sink.emit({ type: "gate.progress", gate: gate.id, hits: count.hits, ms: now - openedAt, ...code });
    if (passed) break;
    const next = nextAt(gate, count, askedAt, now);
    const lost = Math.min(lostMs() - lostAtFirst, timing.deadlineMs);
    if (next > openedAt + timing.deadlineMs + lost) break;
    await clock.sleep(next - now, signal);
  }

  const measurement = measure(gate, count, passed, openedOn, openedAt, clock.elapsed());
  sink.emit({ type: "gate.finished", gate: gate.id, measurement });
  return measurement;
}

/** What an unexpected answer is told as: that it was let in, whatever the protocol calls that, else its code. */
export function missOf({ verdict, code }: AttemptResult): string {
  return verdict === "allowed" ? verdict : (code ?? verdict);
}

function register(count: Count, answer: AttemptResult, expected: boolean, now: number): void {
  count.attempts += 1;
  if (expected) {
    if (count.hits === 0) count.streakAt = now;
    count.firstHitAt ??= now;
    count.hits += 1;
    count.misses = 0;
    return;
  }
  if (count.hits > 0) count.flaps += 1;
  count.hits = 0;
  count.misses += 1;
  count.lastMissAt = now;
  count.lastMiss = missOf(answer);
}

/**
 * When to ask next. Attempts of a streak are due at a distance from attempt to attempt, so that slow answers don't add
 * up, and one of them as soon as the window is full: it may be the last.
 */
function nextAt({ timing }: AwaitedGate, count: Count, askedAt: number, now: number): number {
  if (count.hits === 0) return now + missPause(count.misses);
  const due = askedAt + hitPause(timing, now - askedAt);
  // One more: a timer may fire a millisecond early, and the attempt would not count as the last.
  const fullAt = count.streakAt + timing.overMs + 1;
  const mayBeLast = count.hits + 1 >= timing.consecutive && askedAt < fullAt;
  return Math.max(now, mayBeLast ? Math.min(due, fullAt) : due);
}

function measure(
  gate: AwaitedGate,
  count: Count,
  passed: boolean,
  openedOn: string,
  openedAt: number,
  now: number,
): GateMeasurement {
  return {
    id: gate.id,
    openedAt: openedOn,
    expect: gate.probe.expect,
    attempts: count.attempts,
    ...(count.firstHitAt === undefined ? {} : { firstMs: count.firstHitAt - openedAt }),
    ...(count.lastMissAt === undefined ? {} : { lastMissMs: count.lastMissAt - openedAt }),
    ...(count.lastMiss === undefined ? {} : { lastMiss: count.lastMiss }),
    flaps: count.flaps,
    ms: now - openedAt,
    passed,
  };
}
