import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";

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

/** A template that was read once, to be filled in for many. */
export type Filler = (values: Values) => Filled;

/** A part of a template: one without holes is the same value for everybody. */
type Part =
  | { readonly constant: Json }
  | { readonly fill: (values: Values, unresolved: Unresolved[]) => Json | undefined };

type Path = readonly PropertyKey[];

/**
 * Fills `${name}` in every string. A string that is one template takes the value as it is (a list is spliced into a
 * list around it). `${name?}` drops its member where there is no such value. IAM's own variables (`${aws:…}`) stay.
 */
export function fill(value: Json, values: Values, path: Path = []): Filled {
  return fillerOf(value, path)(values);
}

/** {@link fill} for many sets of values. What holds no template is not copied. */
export function fillerOf(value: Json, path: Path = []): Filler {
  const part = partOf(value, path);
  return (values) => {
    const unresolved: Unresolved[] = [];
    return { value: filled(part, values, unresolved), unresolved };
  };
}

function filled(part: Part, values: Values, unresolved: Unresolved[]): Json | undefined {
  return "constant" in part ? part.constant : part.fill(values, unresolved);
}

function partOf(value: Json, path: Path): Part {
  if (typeof value === "string") return textPart(value, path);
  if (Array.isArray(value)) return listPart(value, path);
  return isJsonObject(value) ? objectPart(value, path) : { constant: value };
}

function objectPart(object: JsonObject, path: Path): Part {
  const members = Object.entries(object).map(([key, member]) => {
    const at = [...path, key];
    return { key, name: textPart(key, at), part: partOf(member, at) };
  });
  if (members.every(({ name, part }) => "constant" in name && "constant" in part))
    return { constant: object };
  return {
    fill: (values, unresolved) => {
      const result: Record<string, Json> = {};
      for (const { key, name, part } of members) {
        const value = filled(part, values, unresolved);
        if (value !== undefined) result[String(filled(name, values, unresolved) ?? key)] = value;
      }
      return result;
    },
  };
}

function listPart(list: readonly Json[], path: Path): Part {
  const parts = list.map((item, index) => ({ item, part: partOf(item, [...path, index]) }));
  if (parts.every(({ part }) => "constant" in part)) return { constant: list };
  return {
    fill: (values, unresolved) =>
      parts.flatMap(({ item, part }) => {
        const value = filled(part, values, unresolved);
        if (value === undefined) return [];
        return typeof item === "string" && Array.isArray(value) ? (value as Json[]) : [value];
      }),
  };
}

function textPart(text: string, path: Path): Part {
  if (!text.includes("${")) return { constant: text };
  const [whole, only = "", optional] = WHOLE.exec(text) ?? [];
  if (whole === undefined) return mixedPart(text, path);
  if (LATER.test(only)) return { constant: text };
  return {
    fill: (values, unresolved) => {
      const value = values[only];
      if (value === undefined && !optional) unresolved.push({ path, name: only });
      return value;
    },
  };
}

/** A text with templates in it. */
function mixedPart(text: string, path: Path): Part {
  const holes = [...text.matchAll(HOLE)].filter(([, name = ""]) => !LATER.test(name));
  if (holes.length === 0) return { constant: text };
  return {
    fill: (values, unresolved) => {
      let result = "";
      let from = 0;
      for (const { 0: hole, 1: name = "", index } of holes) {
        const known = values[name];
        if (known === undefined || typeof known === "object") unresolved.push({ path, name });
        result += text.slice(from, index) + (known === undefined ? hole : String(known));
        from = index + hole.length;
      }
      return result + text.slice(from);
    },
  };
}

/** IDs of resources whose outputs a value refers to: `${resources.ID.OUTPUT}`. */
export function resourcesIn(value: Json): ReadonlySet<string> {
  const ids = new Set<string>();
  collect(value, ids);
  return ids;
}

function collect(value: Json, ids: Set<string>): void {
  if (typeof value === "string") {
    if (value.includes("${resources."))
      for (const [, id = ""] of value.matchAll(/\$\{resources\.([A-Za-z]\w*)\./g)) ids.add(id);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) collect(item, ids);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      collect(key, ids);
      collect(member, ids);
    }
  }
}
