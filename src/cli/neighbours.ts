import { VendorError } from "../core/errors.ts";
import type { Neighbour } from "../runbook/neighbours.ts";
import { loadRunbook, type Runbook } from "../runbook/runbooks.ts";
import { listPartners } from "../store/partners.ts";
import type { Session } from "./session.ts";
import type { Workplace } from "./workplace.ts";

/**
 * Every partner of the store that may have something, as it is recorded.
 * @param but a partner that is left out
 * @throws VendorError `storeBroken`
 */
export async function recordedPartners(
  session: Session,
  { store, folders }: Workplace,
  but?: string,
): Promise<readonly Neighbour[]> {
  const states = await listPartners(store);
  const loaded = new Map<string, Runbook | VendorError>();
  const load = (from: string): Runbook | VendorError => {
    const known = loaded.get(from) ?? loadOrError(() => loadRunbook(from, folders, session.host.cwd));
    loaded.set(from, known);
    return known;
  };
  return states
    .filter(({ partner, state }) => partner !== but && state !== "offboarded")
    .map(({ partner, runbook: { from }, inputs }) => {
      const runbook = load(from);
      return runbook instanceof VendorError
        ? { partner, why: runbook.message }
        : { partner, runbook, inputs };
    });
}

function loadOrError(load: () => Runbook): Runbook | VendorError {
  try {
    return load();
  } catch (error) {
    if (error instanceof VendorError) return error;
    throw error;
  }
}
