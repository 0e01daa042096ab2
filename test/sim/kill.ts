import type { OnCall } from "../../sandbox/local-aws/options.ts";

/**
 * Where a process is killed: `before` or `after` the effect of the nth changing call that it makes, right after its nth
 * write into its own folder (`write`), or in the middle of that write (`torn`).
 */
export interface KillPoint {
  readonly at: "before" | "after" | "write" | "torn";
  /** Counted from 1. */
  readonly nth: number;
}

/** A point as the command line writes it: `after:37`. */
export function killName({ at, nth }: KillPoint): string {
  return `${at}:${nth}`;
}

/** Reads a point as {@link killName} writes it. */
export function parseKill(text: string): KillPoint {
  const [, at, nth] = /^(before|after|write|torn):(\d+)$/.exec(text) ?? [];
  if (at === undefined)
    throw new Error(`Not a kill point: ${text}. E.g. before:12, after:12, write:30, torn:30.`);
  return { at: at as KillPoint["at"], nth: Number(nth) };
}

const READS = /^(Get|List|Head|Describe|AssumeRole|Decrypt|GenerateDataKey)/;

/** Watches the changing calls that a local AWS gets, and acts at one of them. */
export interface CallWatch {
  readonly onCall: OnCall;
  /** Counts from 0 again; `act` is called at `point`, if that is a call. */
  arm(point: KillPoint | undefined, act: () => void): void;
  /** Names of the changing calls since it was armed. */
  calls(): readonly string[];
}

/** Makes a watch that counts and does nothing. */
export function watchCalls(): CallWatch {
  let calls: string[] = [];
  let armed: { point: KillPoint | undefined; act: () => void } = { point: undefined, act: () => undefined };
  return {
    onCall({ service, operation }) {
      if (READS.test(operation)) return undefined;
      calls.push(`${service}:${operation}`);
      const { point, act } = armed;
      if (point === undefined || point.nth !== calls.length) return undefined;
      return point.at === "before" || point.at === "after" ? { when: point.at, act } : undefined;
    },
    arm(point, act) {
      calls = [];
      armed = { point, act };
    },
    calls: () => calls,
  };
}
