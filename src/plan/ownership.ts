import type { Problem } from "../core/errors.ts";
import type { Item } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";
import { isOwnedBy, isUntagged, OWNER_TAGS } from "../resources/ownership.ts";

/**
 * What exists under a name that is wanted and is not ours to touch. All of it, so that it is reported at once.
 * @param adoptable whether `vendor adopt` can take over what is nobody's
 */
export function foreignItems(items: readonly Item[], scope: Scope, adoptable: boolean): readonly Problem[] {
  return items.flatMap((item) => {
    const { live } = item;
    if (live === undefined || isOwnedBy(live.owner, scope.partner)) return [];
    const problem = {
      message: `${nameOf(item, scope)} exists and ${describeOwner(live.owner, scope.partner)}.`,
    };
    if (!adoptable || !isAdoptable(item)) return [problem];
    return [{ ...problem, hint: `Take it over with \`vendor adopt ${scope.partner}\`.` }];
  });
}

/** Whether an adoption can take a resource over: it is nobody's, and can be marked as somebody's. */
export function isAdoptable({ live, kind, canary }: Item): boolean {
  return live !== undefined && !canary && kind.claim !== undefined && isUntagged(live.owner);
}

/** Why an adoption must leave a resource alone, although somebody wants it; `undefined` where it may not. */
export function whyNotAdopted(item: Item, scope: Scope): Problem | undefined {
  const { live, canary } = item;
  if (live === undefined || isOwnedBy(live.owner, scope.partner) || isAdoptable(item)) return undefined;
  const name = nameOf(item, scope);
  if (!isUntagged(live.owner)) {
    const owner = describeOwner(live.owner, scope.partner);
    return { message: `${name} ${owner}.`, hint: "It stays with its owner; choose another partner name." };
  }
  if (canary) {
    const message = `${name} is where the access test places a canary, which it deletes afterwards.`;
    return { message, hint: "Move it away." };
  }
  return { message: `${name} carries no tags, and its content is not what vendor would write.` };
}

function nameOf({ kind, props }: Item, scope: Scope): string {
  return `${kind.title} ${kind.identify(props, scope).name}`;
}

function describeOwner(owner: Readonly<Record<string, string>>, partner: string): string {
  if (isUntagged(owner)) return "carries no ownership tags: vendor did not make it";
  const { [OWNER_TAGS.partner]: of, [OWNER_TAGS.managedBy]: by } = owner;
  if (of !== undefined && of !== partner) return `belongs to partner ${of}`;
  if (by !== undefined && of === undefined) return `is managed by ${by}, for no partner that its tags name`;
  return by === undefined
    ? "carries some ownership tags of vendor, but not all"
    : `belongs to ${partner}, but is managed by ${by}`;
}
