import { distance } from "fastest-levenshtein";
import { type VendorError, vendorError } from "../core/errors.ts";
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
    const problem = lookalike(all, partner);
    if (problem !== undefined) throw problem;
  }
}

/** What {@link refuseLookalikes} says of one name beside others. */
export function lookalike(others: readonly string[], partner: string): VendorError | undefined {
  const sid = sidOf(partner);
  const other = others.find((name) => name !== partner && sidOf(name) === sid);
  return other === undefined ? undefined : vendorError("partnerLookalike", { partner, other, sid });
}

/**
 * The one of `others` that `partner` may be a slip of: it differs in one character, or in two that changed places.
 * Names that are numbered, `store-1` and `store-2`, are meant so.
 */
export function nearName(others: readonly string[], partner: string): string | undefined {
  const unnumbered = (name: string) => name.replace(/\d+/g, "#");
  const swapped = (name: string) =>
    distance(name, partner) === 2 && [...name].sort().join("") === [...partner].sort().join("");
  const candidates = others.filter((name) => unnumbered(name) !== unnumbered(partner));
  return candidates.find((name) => distance(name, partner) === 1 || swapped(name));
}
