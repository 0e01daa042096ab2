import { canonicalJson } from "../core/canonical.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import type { Difference } from "../core/plan.ts";

/**
 * What differs between the state that is and the state that is wanted, member by member; lists are compared whole.
 * Kinds hand in both sides in one normal form, so that the order of keys or AWS's spelling never reads as a change.
 */
export function diff(live: Json | undefined, desired: Json | undefined, path = ""): readonly Difference[] {
  if (isJsonObject(live) && isJsonObject(desired)) {
    const keys = [...new Set([...Object.keys(live), ...Object.keys(desired)])].sort();
    return keys.flatMap((key) => diff(live[key], desired[key], path === "" ? key : `${path}.${key}`));
  }
  if (live !== undefined && desired !== undefined && canonicalJson(live) === canonicalJson(desired))
    return [];
  if (live === undefined && desired === undefined) return [];
  return [{ path, ...(live === undefined ? {} : { live }), ...(desired === undefined ? {} : { desired }) }];
}
