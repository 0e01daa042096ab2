import { isDeepStrictEqual } from "node:util";
import type { HeldLock } from "../core/ports.ts";
import { workerOn } from "./locks.ts";
import { isUnderWay, listPartners, type PartnerState, readPartner } from "./partners.ts";
import type { Store } from "./store.ts";

/** Where a partner stands, and which run's process holds it at this moment, if any. */
export interface AtWork {
  readonly state: PartnerState;
  readonly worker?: HeldLock;
}

/**
 * All partners of the store, by name, each with who works on it: a run that did not get to its end was interrupted
 * only where nobody does. Takes no lock.
 * @throws VendorError `storeBroken`
 */
export async function listAtWork(store: Store): Promise<readonly AtWork[]> {
  const all = await Promise.all((await listPartners(store)).map((state) => atWork(store, state)));
  return all.filter((one) => one !== undefined);
}

/** A run may end after its state was read and before its lock is looked at: then the state it left counts. */
async function atWork(store: Store, read: PartnerState): Promise<AtWork | undefined> {
  let state = read;
  for (;;) {
    const worker = await workerOn(store.locks, state.partner);
    if (worker !== undefined) return { state, worker };
    if (!isUnderWay(state)) return { state };
    const now = await readPartner(store, state.partner);
    if (now === undefined) return undefined;
    if (isDeepStrictEqual(now, state)) return { state };
    state = now;
  }
}
