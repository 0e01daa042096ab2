import { canonicalJson } from "../core/canonical.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import type { Former } from "../core/plan.ts";

/** What runs may have made of a resource. */
export interface Writings {
  /** The states that they were to bring it to; none of it where it was to be taken away. */
  readonly states: readonly (JsonObject | undefined)[];
  /** Dotted paths that they write something else to on the way. */
  readonly passing: readonly string[];
  /** Public halves of keys that they made. */
  readonly publicKeys: ReadonlySet<string>;
  /** Ownership tags that they set. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The parts of a resource that are neither as they were nor as anything that the runs wrote: somebody else changed
 * them meanwhile. Where a run was cut in the middle of a step, some parts are as before and some as written.
 */
export function movedParts(before: Former, now: Former, writings: Writings): readonly string[] {
  const { states, passing, publicKeys, tags } = writings;
  const walk = (
    was: Json | undefined,
    is: Json | undefined,
    wrote: readonly (Json | undefined)[],
    path: string,
  ): string[] => {
    if (same(was, is) || wrote.some((value) => same(value, is) || isUnknown(value, is, publicKeys)))
      return [];
    if (passing.some((part) => path === part || path.startsWith(`${part}.`))) return [];
    if (Array.isArray(is)) return isMixture(is, was, wrote, publicKeys) ? [] : [path];
    if (!isJsonObject(is) || !isJsonObject(was)) return [path];
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return names.flatMap((name) =>
      walk(
        was[name],
        is[name],
        wrote.map((value) => (isJsonObject(value) ? value[name] : undefined)),
        path === "" ? name : `${path}.${name}`,
      ),
    );
  };
  const moved = Object.entries(tags).filter(
    ([key, value]) => now.owner[key] !== value && now.owner[key] !== before.owner[key],
  );
  return [...walk(before.state, now.state, states, ""), ...moved.map(([key]) => `tags.${key}`)];
}

/** Whether a resource is as it was before: nothing is to be brought back. */
export function isAsBefore(before: Former, now: Former): boolean {
  const own = ({ owner }: Former) =>
    Object.fromEntries(Object.entries(owner).filter(([key]) => key.startsWith("vendor:")));
  return (
    same(before.state, now.state) &&
    same(own(before), own(now)) &&
    same(before.memo ?? null, now.memo ?? null)
  );
}

/** Elements of a list come and go one by one: each must be a former one or one that was written. */
function isMixture(
  is: readonly Json[],
  was: Json | undefined,
  wrote: readonly (Json | undefined)[],
  publicKeys: ReadonlySet<string>,
): boolean {
  const known = [was, ...wrote].flatMap((value) => (Array.isArray(value) ? value : []));
  return is.every(
    (element) =>
      known.some((value) => same(value, element) || isUnknown(value, element, publicKeys)) ||
      (typeof element === "string" && publicKeys.has(element)),
  );
}

/** What was written with a placeholder is known by the run alone; a key that it made, by its journal. */
function isUnknown(wrote: Json | undefined, is: Json | undefined, publicKeys: ReadonlySet<string>): boolean {
  if (typeof wrote !== "string" || typeof is !== "string") return false;
  return /\$\{generated\./.test(wrote) ? publicKeys.has(is) : /\$\{(resources|run)\./.test(wrote);
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}
