import type { FaultKind, Faults } from "../../../sandbox/local-aws/faults.ts";
import type { Delays } from "../../../sandbox/local-aws/store/spread.ts";
import { type Luck, luckOf } from "./luck.ts";
import type { Doom, SimProcess } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";

/** What went wrong, by kind. */
export interface Told {
  readonly faults: Readonly<Record<string, number>>;
}

/** What goes wrong in one simulation, all of it decided by its seed. */
export interface Trouble {
  readonly delays: Delays;
  readonly faults: Faults;
  readonly latencyMs: number;
  /** Told whose request comes next. */
  serving(process: SimProcess): void;
  /** Whether a connection breaks now. */
  breaks(process: SimProcess): boolean;
  /** How a process ends before it wants to; `undefined`: it does not. */
  doom(): Doom | undefined;
  /** Whether somebody else gives the same command at the same time. */
  twice(): boolean;
  /** Plans the moments at which the machine loses power. */
  powerLosses(lose: () => void): void;
  /** Counts something that went wrong. */
  count(what: string): void;
  told(): Told;
}

/** How often each fault strikes a call, at its worst. */
const WORST: Readonly<Record<FaultKind, number>> = {
  throttle: 0.06,
  error500: 0.03,
  error503: 0.03,
  "drop-answer": 0.04,
  reset: 0.03,
  "expired-token": 0.0005,
};
/** How often a connection of SSH breaks at a packet, at its worst. */
const WORST_SSH = 0.002;
/** How many times a process of a story may wake up and write before its doom, most of the time. */
const MOST = { wake: 2_500, write: 260 } as const;

/** Decides what goes wrong. */
export function troubleOf(seed: number, scheduler: Scheduler, undisturbed: boolean): Trouble {
  const luck = luckOf(seed, "trouble");
  const counted: Record<string, number> = {};
  const count = (what: string): void => {
    counted[what] = (counted[what] ?? 0) + 1;
  };
  const bad = undisturbed ? 0 : luck.float();
  const outage = outageOf(luck, scheduler, undisturbed);
  let calm = undisturbed;
  const isGone = (service: string): boolean =>
    outage.of === service && scheduler.now() >= outage.from && scheduler.now() < outage.until;
  const strike = (service: string): ReturnType<Faults["strike"]> => {
    if (calm) return undefined;
    if (isGone(service)) {
      count("outage");
      return { kind: "reset", when: "before" };
    }
    let draw = luck.float();
    for (const [kind, worst] of Object.entries(WORST) as [FaultKind, number][]) {
      draw -= worst * bad;
      if (draw >= 0) continue;
      count(kind);
      return { kind, when: kind === "drop-answer" ? "after" : "before" };
    }
    return undefined;
  };
  return {
    delays: undisturbed ? { minMs: 0, maxMs: 0, flapMs: 0 } : delaysOf(luck),
    faults: { add: () => undefined, clear: () => undefined, strike },
    latencyMs: undisturbed ? 1 : luck.between(5, 120),
    serving(process) {
      calm = undisturbed || process.calm;
    },
    breaks(process) {
      if (undisturbed || process.calm) return false;
      if (isGone("sftp")) {
        count("ssh-outage");
        return true;
      }
      if (!luck.chance(WORST_SSH * bad)) return false;
      count("ssh-cut");
      return true;
    },
    doom: () => (undisturbed ? undefined : doomOf(luck)),
    twice: () => !undisturbed && luck.chance(0.1),
    powerLosses(lose) {
      if (undisturbed || !luck.chance(0.25)) return;
      scheduler.after(luck.between(1_000, 400_000), "power is lost", () => {
        count("power-loss");
        lose();
      });
    },
    count,
    told: () => ({ faults: counted }),
  };
}

function delaysOf(luck: Luck): Delays {
  const maxMs = Math.round(luck.between(200, 6_000));
  return { minMs: Math.round(luck.between(0, 200)), maxMs, flapMs: Math.round(luck.between(0, maxMs / 2)) };
}

/** One service that is not there for a while, in some simulations. */
function outageOf(luck: Luck, scheduler: Scheduler, undisturbed: boolean) {
  const of = luck.pick(["iam", "sts", "s3", "kms", "secretsmanager", "transfer", "sftp"]);
  const from = scheduler.now() + luck.between(0, 300_000);
  const lasts = luck.between(2_000, 90_000);
  return luck.chance(0.25) && !undisturbed
    ? { of, from, until: from + lasts }
    : { of: "", from: 0, until: 0 };
}

function doomOf(luck: Luck): Doom | undefined {
  if (!luck.chance(0.6)) return undefined;
  const at = luck.pick<Doom["at"]>(["wake", "wake", "before-write", "torn-write", "after-write", "stop"]);
  const most = at === "wake" || at === "stop" ? MOST.wake : MOST.write;
  return { at, nth: 1 + Math.floor(most * luck.float() ** 2) };
}
