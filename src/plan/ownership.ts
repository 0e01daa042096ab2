import type { Problem } from "../core/errors.ts";
import type { Item } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";
import { isOwnedBy, OWNER_TAGS } from "../resources/ownership.ts";

/** What exists under a name that is wanted and is not ours to touch. All of it, so that it is reported at once. */
export function foreignItems(items: readonly Item[], scope: Scope): readonly Problem[] {
  return items.flatMap(({ live, kind, props }) => {
    if (live === undefined || isOwnedBy(live.owner, scope.partner)) return [];
    const { name } = kind.identify(props, scope);
    return [{ message: `${kind.title} ${name} exists and ${describeOwner(live.owner)}.` }];
  });
}

function describeOwner(owner: Readonly<Record<string, string>>): string {
  const partner = owner[OWNER_TAGS.partner];
  if (partner === undefined) return "carries no ownership tags: vendor did not make it";
  return `belongs to partner ${partner}`;
}
