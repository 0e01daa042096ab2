import type { Trace } from "./trace.ts";

/** Something that is to happen. */
export interface Pending {
  cancel(): void;
}

/** Time, which passes only from one event to the next; what happens in it happens one at a time. */
export interface Scheduler {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Lets something happen after `delayMs`. Of two that are due at once, the one that was asked for first goes first. */
  after(delayMs: number, label: string, run: () => void): Pending;
  /** Resolves after `delayMs`. */
  pause(delayMs: number, label: string): Promise<void>;
  /**
   * Lets one event after the other happen, each until nothing moves any more, until `over` says so.
   * @param settled is called after each
   * @returns how many happened
   */
  run(over: () => boolean, settled: () => void): Promise<number>;
}

interface Due extends Pending {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  readonly run: () => void;
}

/** No scenario has that many: whoever waits for something that never comes is stopped here. */
const MOST_EVENTS = 400_000;

/** Makes a time that begins at `start`. */
export function openScheduler(start: number, trace: Trace): Scheduler {
  /** The next one is the last. */
  const queue: Due[] = [];
  let now = start;
  let asked = 0;

  function after(delayMs: number, label: string, run: () => void): Pending {
    asked += 1;
    const cancel = () => {
      const place = queue.indexOf(due);
      if (place >= 0) queue.splice(place, 1);
    };
    const due: Due = { at: now + Math.max(delayMs, 0), order: asked, label, run, cancel };
    let place = queue.length;
    while (place > 0 && (queue[place - 1]?.at ?? 0) <= due.at) place -= 1;
    queue.splice(place, 0, due);
    return due;
  }

  return {
    now: () => now,
    after,
    pause: (delayMs, label) => new Promise((resolve) => after(delayMs, label, resolve)),
    async run(over, settled) {
      let events = 0;
      await settle();
      while (!over()) {
        const next = queue.pop();
        if (next === undefined) throw new Error("Everybody waits, and for nothing.");
        now = next.at;
        events += 1;
        if (events > MOST_EVENTS) throw new Error(`No end after ${MOST_EVENTS} events; now: ${next.label}`);
        trace.note(`${now} ${next.label}`);
        next.run();
        await settle();
        settled();
      }
      return events;
    },
  };
}

/** Turns of the event loop without anything left to do after which nothing moves any more. */
const CALM_TURNS = 2;

/** Resolves once nothing moves any more: no promise, stream, file or timer of this turn. */
async function settle(): Promise<void> {
  for (let calm = 0; calm < CALM_TURNS; calm = isBusy() ? 0 : calm + 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function isBusy(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((resource) => resource === "Immediate" || resource.startsWith("FSReq"));
}
