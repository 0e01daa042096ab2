import { isJsonObject, type Json } from "./json.ts";
import type { Random } from "./ports.ts";
import type { Secret } from "./secret.ts";

/**
 * What stands for an answer that is shown and kept nowhere: in plans, partner states and audit records. Its mark is
 * random and says nothing of the value; it tells one entering from another, so that a value that was stored is known to
 * be stored, and a new one is not taken for it.
 */
const FORM = /^\(hidden, ([0-9a-f]{16}|given later)\)$/;

/** Stands for a value that is given when the plan runs. */
export const HIDDEN_LATER = "(hidden, given later)";

/** The mark of an answer that stands for a hidden one; `undefined` for any other. */
export function hiddenMark(answer: Json | undefined): string | undefined {
  const [, mark] = (typeof answer === "string" && FORM.exec(answer)) || [];
  return mark?.replace(" ", "-");
}

/** Where a run fills the value in. */
export function hiddenPlaceholder(mark: string): string {
  return `\${hidden.${mark}}`;
}

/** Marks of all hidden answers that are to be filled in somewhere in `value`, each once. */
export function hiddenIn(value: Json): readonly string[] {
  if (typeof value === "string")
    return [...value.matchAll(/\$\{hidden\.([0-9a-z-]+)\}/g)].flatMap(([, mark]) => mark ?? []);
  if (!Array.isArray(value) && !isJsonObject(value)) return [];
  return [...new Set(Object.values(value as object).flatMap((member: Json) => hiddenIn(member)))];
}

/** Hidden answers of one command, in memory only. */
export interface HiddenAnswers {
  /** Keeps a value. Answers what stands for it: `answer` where that is given already, else a new mark. */
  keep(value: Secret, answer?: Json): string;
  /** The value with a mark, where it was given to this command. */
  readonly value: (mark: string) => Secret | undefined;
}

/** No hidden answers yet. */
export function hiddenAnswers(random: Random): HiddenAnswers {
  const values = new Map<string, Secret>();
  return {
    keep(value, answer) {
      const known = hiddenMark(answer);
      const mark = known ?? Buffer.from(random.bytes(8)).toString("hex");
      values.set(mark, value);
      return known === undefined ? `(hidden, ${mark})` : String(answer);
    },
    value: (mark) => values.get(mark),
  };
}
