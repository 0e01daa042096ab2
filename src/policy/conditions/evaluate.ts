import type { ConditionElement } from "../types.ts";
import { listOf } from "../values.ts";
import { expandText, type Reading } from "../variables.ts";
import type { Unreadable } from "./compare.ts";
import { type Operator, type ParsedOperator, parseOperator } from "./operators.ts";

/** Whether conditions hold; `unsupported` says what could not be judged. */
type ConditionVerdict = boolean | { readonly unsupported: string };

/**
 * Evaluates a condition block: every operator and key must hold. Everything is looked at before an answer is
 * given, so that something unknown is reported wherever it stands.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function evaluateConditions(condition: ConditionElement, reading: Reading): ConditionVerdict {
  let holds = true;
  for (const [name, block] of Object.entries(condition)) {
    const parsed = parseOperator(name);
    if (parsed === undefined) return { unsupported: `unknown condition operator "${name}"` };
    for (const [key, written] of Object.entries(block)) {
      const verdict = evaluateKey(parsed, key, listOf(written), reading);
      if (typeof verdict !== "boolean") return { unsupported: `${name} ${key}: ${verdict.unreadable}` };
      holds &&= verdict;
    }
  }
  return holds;
}

/**
 * The conditions that do not hold, each in words that show the request's value beside the policy's.
 * Those that cannot be judged are among them.
 */
export function unmetConditions(condition: ConditionElement, reading: Reading): readonly string[] {
  return Object.entries(condition).flatMap(([name, block]) => {
    const parsed = parseOperator(name);
    if (parsed === undefined) return [`unknown condition operator "${name}"`];
    return Object.entries(block).flatMap(([key, written]) => {
      const verdict = evaluateKey(parsed, key, listOf(written), reading);
      if (verdict === true) return [];
      const why = verdict === false ? contrast(parsed, key, listOf(written), reading) : verdict.unreadable;
      return [`condition ${name} ${key}: ${why}`];
    });
  });
}

/** A value of the request beside the policy's: why the first is not what the second asks for. */
function contrast(
  { operator, set }: ParsedOperator,
  key: string,
  written: readonly string[],
  { keys }: Reading,
): string {
  const given = keys.get(key.toLowerCase());
  const values = listed(written, "or");
  if (operator === "Null") return `the request has ${given === undefined ? "no" : "a"} ${key}`;
  if (given === undefined) return `the request has no ${key}`;
  const relation = operator.negated ? "matches" : "does not match";
  return `${listed(given, set === undefined ? "or" : "and")} ${relation} ${values}`;
}

function listed(texts: readonly string[], word: string): string {
  return texts.map((text) => JSON.stringify(text)).join(` ${word} `);
}

/**
 * One key under one operator. The set operators take an empty text for no value at all: `ForAllValues` then holds.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function evaluateKey(
  { operator, set, ifExists }: ParsedOperator,
  key: string,
  written: readonly string[],
  reading: Reading,
): boolean | Unreadable {
  const given = reading.keys.get(key.toLowerCase());
  if (operator === "Null") return isNull(given === undefined, written);
  if (given === undefined) return whenAbsent(operator, set, ifExists);
  if (set === undefined && given.length > 1)
    return { unreadable: "the request has several values, which takes ForAnyValue or ForAllValues" };
  const compared = set === undefined ? given : given.filter((value) => value !== "");
  const count = holding(compared, (value) => matchesOne(operator, value, written, reading));
  if (typeof count !== "number") return count;
  return set === "ForAllValues" ? count === compared.length : count > 0;
}

/**
 * A key that is not in the request: `…IfExists` and `ForAllValues` hold, `ForAnyValue` does not, and else an
 * operator holds exactly when it is negated.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function whenAbsent(operator: Operator, set: ParsedOperator["set"], ifExists: boolean): boolean {
  if (ifExists || set === "ForAllValues") return true;
  return set === undefined && operator.negated;
}

/**
 * One value of the request: matches any of the policy's, or with a negated operator none of them. What a variable
 * without a value is unlike to, AWS leaves open: "this might cause the entire statement to be invalid".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function matchesOne(
  { compare, negated }: Operator,
  given: string,
  written: readonly string[],
  reading: Reading,
): boolean | Unreadable {
  const open = negated ? written.find((value) => expandText(value, reading) === undefined) : undefined;
  if (open !== undefined) return { unreadable: `"${open}" holds a variable without a value` };
  const count = holding(written, (value) => compare(given, value, reading));
  return typeof count === "number" ? count > 0 !== negated : count;
}

/** For how many values something holds; or why the first that can't be judged can't be. */
function holding(
  values: readonly string[],
  test: (value: string) => boolean | Unreadable,
): number | Unreadable {
  let count = 0;
  for (const value of values) {
    const verdict = test(value);
    if (typeof verdict !== "boolean") return verdict;
    if (verdict) count += 1;
  }
  return count;
}

function isNull(absent: boolean, written: readonly string[]): boolean | Unreadable {
  const texts = written.map((value) => value.toLowerCase());
  const odd = texts.findIndex((text) => text !== "true" && text !== "false");
  if (odd >= 0) return { unreadable: `Null takes true or false, not "${written[odd]}"` };
  return texts.includes(String(absent));
}
