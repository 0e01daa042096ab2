import { canonicalJson } from "../core/canonical.ts";
import type { JsonObject } from "../core/json.ts";
import type { Step } from "../core/plan.ts";
import type { Item } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";
import { applySteps } from "./apply.ts";

/**
 * The steps that let the sandbox account stand in for a partner that leaves. They change what a resource has otherwise
 * with a stand-in than without, and nothing else: what somebody took away by hand does not come back, and what somebody
 * changed is not opened. The freeze takes back what they let in.
 * @param plain the partner's resources as they are wanted while it lives
 * @param opened the same with the stand-in
 */
export function standInSteps(
  plain: readonly Item[],
  opened: readonly Item[],
  scope: Scope,
  prefix: string,
): readonly Step[] {
  const items = opened.flatMap((item) => {
    const before = plain.find(({ id }) => id === item.id);
    return before === undefined || item.canary ? [] : onlyTheStandIn(before, item, scope);
  });
  return applySteps(items, scope, prefix).filter(({ action }) => action === "update");
}

/** The item as if all of it were as wanted but what the stand-in needs; nothing where that is not as it was left. */
function onlyTheStandIn(plain: Item, opened: Item, scope: Scope): readonly Item[] {
  const { kind, live } = opened;
  if (live === undefined) return [];
  const before = kind.desired(plain.props, scope);
  const after = kind.desired(opened.props, scope);
  const members = Object.keys(after).filter((name) => !isSame(before, after, name));
  if (!members.every((name) => isSame(before, live.state, name))) return [];
  const state = Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, members.includes(name) ? live.state[name] : value]),
  ) as JsonObject;
  return [{ ...opened, live: { ...live, state, owner: scope.tags } }];
}

function isSame(one: JsonObject, other: JsonObject, name: string): boolean {
  return canonicalJson(one[name] ?? null) === canonicalJson(other[name] ?? null);
}
