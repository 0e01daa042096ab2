import { evaluateConditions } from "../conditions/evaluate.ts";
import { type ParsedOperator, parseOperator } from "../conditions/operators.ts";
import { ANY, matchTokens, type Token } from "../match.ts";
import type { ConditionElement } from "../types.ts";
import { listOf } from "../values.ts";
import { expandPattern, expandText, type Reading } from "../variables.ts";
import type { Family } from "./families.ts";
import { ALL, and, behind, constant, type Language, like, not, or } from "./language.ts";

/** What a part of a statement says; `open`: it depends on something that documents don't tell, in words. */
export type Said = Language | { readonly is: "open"; readonly why: string };

const EMPTY = like([]);

const open = (why: string): Said => ({ is: "open", why });

/** For which texts a condition block holds. `settle` says what to make of a part that is open. */
export function conditionLanguage(
  condition: ConditionElement,
  family: Family,
  reading: Reading,
  settle: (said: Said) => Language,
): Language {
  const parts: Language[] = [];
  for (const [operator, block] of Object.entries(condition))
    for (const [key, written] of Object.entries(block))
      parts.push(settle(said(operator, key, listOf(written), family, reading)));
  return and(parts);
}

function said(
  operator: string,
  key: string,
  values: readonly string[],
  family: Family,
  reading: Reading,
): Said {
  const parsed = parseOperator(operator);
  if (parsed === undefined) return open(`the unknown operator ${operator}`);
  const unfilled = values.flatMap((value) => unknownVariables(value, reading))[0];
  if (unfilled !== undefined) return open(`the value of \${${unfilled}}`);
  const name = key.toLowerCase();
  if (name === family.inKey?.key) return onText(parsed, values, family.inKey.head, reading);
  if (!reading.keys.has(name) && !family.isAbsent(name)) return open(`the request's ${key}`);
  const verdict = evaluateConditions({ [operator]: { [key]: values } }, reading);
  return typeof verdict === "boolean" ? constant(verdict) : open(verdict.unsupported);
}

/** Names of variables in a text that have no value here. */
export function unknownVariables(text: string, { version, keys }: Reading): readonly string[] {
  if (version !== "2012-10-17") return [];
  return [...text.matchAll(/\$\{([^}]*)\}/g)]
    .map((match) => (match[1] ?? "").split(",")[0]?.trim() ?? "")
    .filter((name) => !["*", "?", "$"].includes(name) && !keys.has(name.toLowerCase()));
}

/**
 * A condition on the text itself, which is there, so that `…IfExists` changes nothing. Set operators take an empty text
 * for no value at all.
 */
function onText(
  { name, operator, set }: ParsedOperator,
  values: readonly string[],
  head: string,
  reading: Reading,
): Said {
  if (operator === "Null") {
    const texts = values.map((value) => expandText(value, reading)?.toLowerCase());
    if (texts.some((text) => text !== "true" && text !== "false")) return open("Null without true or false");
    return constant(texts.includes("false"));
  }
  const covered = values.map((value) => oneValue(name, value, head, reading));
  const undecided = covered.find((part) => part.is === "open");
  if (undecided !== undefined) return undecided;
  const any = or(covered.filter((part) => part.is !== "open"));
  const holds = operator.negated ? not(any) : any;
  if (set === undefined || head !== "") return holds;
  return set === "ForAllValues" ? or([EMPTY, holds]) : and([not(EMPTY), holds]);
}

function oneValue(name: string, value: string, head: string, reading: Reading): Said {
  if (/^String(Not)?Equals(IgnoreCase)?$/.test(name))
    return behind(head, Array.from(expandText(value, reading) ?? ""), name.endsWith("IgnoreCase"));
  const pattern = expandPattern(value, reading) ?? [];
  if (/^String(Not)?Like$/.test(name)) return behind(head, pattern);
  if (/^Arn(Not)?(Equals|Like)$/.test(name)) return arnLanguage(value, pattern, head);
  return open(`${name} on a text`);
}

/** Part by part, as ARNs compare: a `*` does not reach over the colons before the last part. */
function arnLanguage(value: string, pattern: readonly Token[], head: string): Said {
  if (value === "*") return ALL;
  const given = head.split(":");
  if (given.length < 6) return open("an ARN operator on what is no ARN");
  const ends = pattern.flatMap((token, index) => (token === ":" ? [index] : [])).slice(0, 5);
  if (ends.length < 5) return open(`"${value}", which is no ARN`);
  const starts = [0, ...ends.map((end) => end + 1)];
  const parts = ends.map((end, index) => pattern.slice(starts[index], end));
  if (!parts.every((part, index) => matchTokens(part, given[index] ?? ""))) return constant(false);
  return behind(given.slice(5).join(":"), pattern.slice(starts[5]));
}

/** A pattern with every variable that has no value read as `*`: the most that it could cover. */
export function widestPattern(text: string, reading: Reading): readonly Token[] {
  const parts = text.split(/(\$\{[^}]*\})/);
  return parts.flatMap((part): readonly Token[] =>
    part.startsWith("${") && unknownVariables(part, reading).length > 0
      ? [ANY]
      : (expandPattern(part, reading) ?? [ANY]),
  );
}
