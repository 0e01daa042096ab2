import { canonicalJson } from "../core/canonical.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { accountArn } from "./principal.ts";
import type { ConditionElement, OneOrMore, PolicyDocument, PrincipalElement, Statement } from "./types.ts";
import { listOf, statementsOf } from "./values.ts";

/**
 * A document's canonical form: two documents that differ only in what has no meaning (order, single values, repeats,
 * letter case of actions and condition keys, an account's id for its root ARN) have the same one. AWS rewrites
 * stored documents in these ways, so drift is judged on this form.
 */
export function normalisePolicy(document: PolicyDocument): PolicyDocument {
  const statements = statementsOf(document).map(normaliseStatement);
  const rest: JsonObject = document;
  return {
    ...rest,
    Version: document.Version ?? "2008-10-17",
    Statement: statements.sort((a, b) => compareText(canonicalJson(a), canonicalJson(b))),
  };
}

/** Whether two documents say the same. */
export function samePolicy(a: PolicyDocument, b: PolicyDocument): boolean {
  return canonicalJson(normalisePolicy(a)) === canonicalJson(normalisePolicy(b));
}

function normaliseStatement(statement: Statement): Statement {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition, ...rest } = statement;
  const lower = (text: string) => text.toLowerCase();
  return {
    ...rest,
    ...(Principal !== undefined && { Principal: normalisePrincipal(Principal) }),
    ...(NotPrincipal !== undefined && { NotPrincipal: normalisePrincipal(NotPrincipal) }),
    ...(Action !== undefined && { Action: normaliseList(Action, lower) }),
    ...(NotAction !== undefined && { NotAction: normaliseList(NotAction, lower) }),
    ...(Resource !== undefined && { Resource: normaliseList(Resource) }),
    ...(NotResource !== undefined && { NotResource: normaliseList(NotResource) }),
    ...(Condition !== undefined && Object.keys(Condition).length > 0 && normaliseCondition(Condition)),
  } as Statement;
}

/** `*` and `{"AWS": "*"}` mean the same. */
function normalisePrincipal(element: PrincipalElement): PrincipalElement {
  const byType = element === "*" ? { AWS: "*" } : element;
  return mapValues(byType, (names, type) => normaliseList(names, type === "AWS" ? accountArn : undefined));
}

function normaliseCondition(condition: ConditionElement): { readonly Condition: ConditionElement } {
  return {
    Condition: mapValues(condition, (block) =>
      Object.fromEntries(
        Object.entries(block).map(([key, values]) => [key.toLowerCase(), normaliseList(values)]),
      ),
    ),
  };
}

function normaliseList(values: OneOrMore | Json, map = (text: string) => text): readonly string[] {
  return [...new Set(listOf(values).map(map))].sort(compareText);
}

function mapValues<V, R>(
  record: { readonly [key: string]: V },
  map: (value: V, key: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
