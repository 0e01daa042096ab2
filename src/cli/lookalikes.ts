import { vendorError } from "../core/errors.ts";
import { sidOf } from "../runbook/values.ts";
import { listPartners } from "../store/partners.ts";
import type { Store } from "../store/store.ts";

/**
 * Refuses partners whose names read the same as another's where a statement id has no room for a hyphen: in a shared
 * bucket policy one would overwrite the other's statements.
 * @throws VendorError `partnerLookalike`
 */
export async function refuseLookalikes(store: Store, partners: readonly string[]): Promise<void> {
  const known = (await listPartners(store))
    .filter(({ state }) => state !== "offboarded")
    .map(({ partner }) => partner);
  const all = [...known, ...partners];
  for (const partner of partners) {
    const sid = sidOf(partner);
    const other = all.find((name) => name !== partner && sidOf(name) === sid);
    if (other !== undefined) throw vendorError("partnerLookalike", { partner, other, sid });
  }
}
