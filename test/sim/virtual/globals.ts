import crypto from "node:crypto";
import type { Random } from "../../../src/core/ports.ts";

/** What a worker's one simulation puts in the place of what the machine has. */
export interface Globals {
  now(): number;
  readonly random: Random;
  /** Runs something later, on the simulation's clock. */
  after(ms: number, run: () => void): { cancel(): void };
}

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

let current: Globals | undefined;

/**
 * Lets libraries that know no clock and no randomness of ours live by those of the simulation: the SDK signs with the
 * time of `Date` and numbers its requests with UUIDs, and key pairs come from the operating system's randomness.
 * For this whole process: only a worker that does nothing else may do it.
 */
export function takeOverGlobals(): void {
  const RealDate = Date;
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args, itself) =>
      Reflect.construct(target, args.length === 0 ? [virtualNow()] : args, itself) as object,
    get: (target, name) => (name === "now" ? virtualNow : Reflect.get(target, name)),
  });
  const virtualNow = () => current?.now() ?? RealDate.now();
  globalThis.Date = VirtualDate;
  const real = { generateKeyPairSync: crypto.generateKeyPairSync, randomUUID: crypto.randomUUID };
  const ed25519 = (type: string, options: never) => {
    if (current === undefined || type !== "ed25519") return real.generateKeyPairSync(type as never, options);
    const seed = current.random.bytes(32);
    const der = Buffer.concat([PKCS8_ED25519, seed]);
    const privateKey = crypto.createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
  };
  const uuid = () => {
    if (current === undefined) return real.randomUUID();
    const hex = Buffer.from(current.random.bytes(16)).toString("hex");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  };
  Object.assign(crypto, { generateKeyPairSync: ed25519, randomUUID: uuid });
  Object.assign(globalThis.crypto, { randomUUID: uuid });
  takeOverTimers();
}

/** The pauses of the SDK and of ssh2, and their time limits. */
function takeOverTimers(): void {
  const real = { setTimeout, clearTimeout };
  const later = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (current === undefined) return real.setTimeout(run, ms, ...args);
    const pending = current.after(ms, () => run(...args));
    const timer = { ...pending, ref: () => timer, unref: () => timer, hasRef: () => true };
    return timer;
  };
  const never = (timer: { cancel?(): void } | undefined) => {
    if (timer?.cancel === undefined) real.clearTimeout(timer as never);
    else timer.cancel();
  };
  Object.assign(globalThis, { setTimeout: later, clearTimeout: never });
  Object.assign(AbortSignal, {
    timeout(ms: number) {
      const limit = new AbortController();
      later(() => limit.abort(new DOMException("The operation timed out.", "TimeoutError")), ms);
      return limit.signal;
    },
  });
}

/** From now on, this simulation's. `undefined`: the machine's own again. */
export function liveBy(globals: Globals | undefined): void {
  current = globals;
}
