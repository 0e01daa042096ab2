import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";

/** What a `when` can ask about. */
export interface Facts {
  readonly rehearsal: boolean;
  /** Whether the sandbox account stands in for the partner: in a rehearsal, and while a partner leaves. */
  readonly standIn: boolean;
  readonly inputs: JsonObject;
}

/** `rehearsal`, `live`, `stand-in`, `leaving`, `inputs.NAME`, `inputs.NAME is VALUE`, each with `not ` in front of it or without. */
export const CONDITION = /^(not )?(rehearsal|live|stand-in|leaving|inputs\.([A-Za-z]\w*)(?: is ([\w-]+))?)$/;

/** Whether one condition holds. Its form was checked by the schema. */
function holds(condition: string, facts: Facts): boolean {
  const [, negated, subject, input, wanted] = CONDITION.exec(condition) ?? [];
  const states: Readonly<Record<string, boolean>> = {
    rehearsal: facts.rehearsal,
    live: !facts.rehearsal,
    "stand-in": facts.standIn,
    leaving: facts.standIn && !facts.rehearsal,
  };
  const plain = states[subject ?? ""] ?? inputHolds(facts.inputs[input ?? ""], wanted);
  return negated ? !plain : plain;
}

function inputHolds(value: Json | undefined, wanted: string | undefined): boolean {
  if (wanted !== undefined) return String(value) === wanted;
  return value !== undefined && value !== false && value !== "";
}

/**
 * Drops every object whose `when` (one condition, or a list that must all hold) does not hold, and the `when` itself.
 * `{ when, value }` stands for its value: so a text or a list can be conditional too.
 */
export function prune(value: Json, facts: Facts): Json | undefined {
  if (Array.isArray(value)) return value.flatMap((item: Json) => prune(item, facts) ?? []);
  if (!isJsonObject(value)) return value;
  const { when, ...rest } = value;
  if (when !== undefined) {
    const conditions = (Array.isArray(when) ? when : [when]).map(String);
    if (!conditions.every((condition) => holds(condition, facts))) return undefined;
    if (rest.value !== undefined && Object.keys(rest).length === 1) return prune(rest.value, facts);
  }
  return Object.fromEntries(
    Object.entries(rest).flatMap(([key, member]) => {
      const kept = prune(member, facts);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

/** {@link prune} for many: those for whom the same conditions hold are answered the same object. */
export function prunerOf(value: Json): (facts: Facts) => Json | undefined {
  const conditions = [...conditionsIn(value)];
  const known = new Map<string, Json | undefined>();
  return (facts) => {
    const holding = conditions.filter((condition) => holds(condition, facts)).join("\n");
    const kept = known.has(holding) ? known.get(holding) : prune(value, facts);
    known.set(holding, kept);
    return kept;
  };
}

function conditionsIn(value: Json): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((item: Json) => [...conditionsIn(item)]));
  if (!isJsonObject(value)) return new Set();
  const own = value.when === undefined ? [] : [value.when].flat().map(String);
  return new Set([...own, ...Object.values(value).flatMap((member) => [...conditionsIn(member)])]);
}
