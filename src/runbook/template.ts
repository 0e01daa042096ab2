import { isJsonObject, type Json } from "../core/json.ts";

/** Names that are filled in while planning. `resources`, `generated` and `run` are left for the run. */
export type Values = { readonly [name: string]: Json | undefined };

const HOLE = /\$\{([A-Za-z][\w.-]*)(\?)?\}/g;
const WHOLE = /^\$\{([A-Za-z][\w.-]*)(\?)?\}$/;
/** Namespaces that only a run can fill in. */
const LATER = /^(resources|generated|run|self)\./;

/** A template that names something unknown. */
export interface Unresolved {
  readonly path: readonly PropertyKey[];
  readonly name: string;
}

/** A value with its templates filled in, and what could not be. */
export interface Filled {
  readonly value: Json | undefined;
  readonly unresolved: readonly Unresolved[];
}

/**
 * Fills `${name}` in every string. A string that is one template takes the value as it is (a list is spliced into a
 * list around it). `${name?}` drops its member where there is no such value. IAM's own variables (`${aws:…}`) stay.
 */
export function fill(value: Json, values: Values, path: readonly PropertyKey[] = []): Filled {
  if (typeof value === "string") return fillText(value, values, path);
  if (Array.isArray(value)) return fillList(value, values, path);
  if (!isJsonObject(value)) return { value, unresolved: [] };
  const unresolved: Unresolved[] = [];
  const members: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const filled = fill(member, values, [...path, key]);
    unresolved.push(...filled.unresolved);
    if (filled.value === undefined) continue;
    const name = fillText(key, values, [...path, key]);
    unresolved.push(...name.unresolved);
    members[String(name.value ?? key)] = filled.value;
  }
  return { value: members, unresolved };
}

function fillList(list: readonly Json[], values: Values, path: readonly PropertyKey[]): Filled {
  const filled = list.map((item, index) => ({ item, ...fill(item, values, [...path, index]) }));
  return {
    value: filled.flatMap(({ item, value }) => {
      if (value === undefined) return [];
      return typeof item === "string" && Array.isArray(value) ? (value as Json[]) : [value];
    }),
    unresolved: filled.flatMap((entry) => entry.unresolved),
  };
}

function fillText(text: string, values: Values, path: readonly PropertyKey[]): Filled {
  const whole = WHOLE.exec(text);
  if (whole) {
    const [, name = "", optional] = whole;
    if (LATER.test(name)) return { value: text, unresolved: [] };
    const value = values[name];
    if (value !== undefined) return { value, unresolved: [] };
    return { value: undefined, unresolved: optional ? [] : [{ path, name }] };
  }
  const unresolved: Unresolved[] = [];
  const value = text.replace(HOLE, (hole, name: string) => {
    if (LATER.test(name)) return hole;
    const known = values[name];
    if (known === undefined || typeof known === "object") unresolved.push({ path, name });
    return known === undefined ? hole : String(known);
  });
  return { value, unresolved };
}

/** IDs of resources whose outputs a value refers to: `${resources.ID.OUTPUT}`. */
export function resourcesIn(value: Json): ReadonlySet<string> {
  const ids = JSON.stringify(value).matchAll(/\$\{resources\.([A-Za-z]\w*)\./g);
  return new Set([...ids].map(([, id = ""]) => id));
}
