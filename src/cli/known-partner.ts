import { vendorError } from "../core/errors.ts";
import { listPartners, type PartnerState, readPartner } from "../store/partners.ts";
import type { Store } from "../store/store.ts";

/** The recorded state of a partner. @throws VendorError `partnerUnknown` with those that are known */
export async function knownPartner(store: Store, partner: string): Promise<PartnerState> {
  const state = await readPartner(store, partner);
  if (state !== undefined) return state;
  const known = (await listPartners(store)).map((other) => other.partner);
  throw vendorError("partnerUnknown", { partner, known: known.join(", ") });
}
