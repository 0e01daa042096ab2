import type { Decision, Statement } from "../../../src/policy/types.ts";
import { listOf, statementsOf } from "../../../src/policy/values.ts";
import { readJson } from "../support.ts";
import type { Scenario } from "./scenario.ts";

/** A kind of disagreement on which AWS's documentation is with us. */
export interface Explanation {
  readonly id: string;
  /** What the oracle does. */
  readonly oracle: string;
  /** What AWS says. */
  readonly decides: string;
  /** Where AWS says so. */
  readonly documentation: string;
}

/** What is to be explained; the scenario is as small as it gets, so whatever is in it is needed for the difference. */
export interface Difference {
  readonly scenario: Scenario;
  readonly ours: Decision;
  readonly oracle: Decision["outcome"];
}

/** Every explanation. */
export const EXPLANATIONS: readonly Explanation[] = readJson("oracle/explained.json");

const APPLIES: Readonly<Record<string, (difference: Difference) => boolean>> = {
  "provider-is-no-account-principal": ({ scenario }) =>
    scenario.request.principal.type === "federated" &&
    statementsIn(scenario).some(({ Principal }) => typeof Principal === "object" && Principal.AWS !== "*"),
  "if-exists-after-for-any-value": ({ scenario }) =>
    conditionsIn(scenario).some(
      ({ operator, key }) => /^ForAnyValue:.*IfExists$/.test(operator) && given(scenario, key) === undefined,
    ),
  "not-principal-needs-every-name": ({ scenario, ours }) =>
    ours.outcome === "explicit-deny" &&
    statementsIn(scenario).some(({ NotPrincipal }) => NotPrincipal !== undefined),
  "variable-without-value": ({ ours }) =>
    ours.outcome === "unsupported" && ours.why.includes("holds a variable without a value"),
  "dates-in-epoch-seconds": ({ scenario }) =>
    conditionsIn(scenario).some(
      ({ operator, values }) => operator.includes("Date") && values.some((value) => /^\d+$/.test(value)),
    ),
  "resource-pattern-with-fewer-parts": ({ scenario }) =>
    statementsIn(scenario).some(({ Resource, NotResource }) =>
      [...listOf(Resource), ...listOf(NotResource)].some(
        (pattern) => pattern !== "*" && pattern.split(":").length < 6,
      ),
    ),
  "grant-to-a-session-itself": ({ scenario: { request, policies }, ours, oracle }) =>
    policies.session !== undefined &&
    request.principal.type === "session" &&
    request.principal.account === request.resourceAccount &&
    ours.by === "resource" &&
    oracle === "implicit-deny",
  "addresses-of-another-family": ({ scenario }) =>
    addressConditions(scenario).some(
      ({ operator, values, address }) =>
        operator.startsWith("Not") && values.some((value) => value.includes(":") !== address.includes(":")),
    ),
  "whole-address-space": ({ scenario }) =>
    addressConditions(scenario).some(({ values }) => values.some((value) => value.endsWith("/0"))),
};

/** The explanation that applies to a difference. */
export function explanationOf(difference: Difference): string | undefined {
  return EXPLANATIONS.find(({ id }) => APPLIES[id]?.(difference))?.id;
}

function statementsIn({ policies }: Scenario): readonly Statement[] {
  const { identity = [], boundary, session = [], resource, scps = [], rcps = [] } = policies;
  return [...identity, boundary, ...session, resource, ...scps.flat(), ...rcps.flat()].flatMap((document) =>
    document === undefined ? [] : statementsOf(document.document),
  );
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function conditionsIn(scenario: Scenario): readonly Condition[] {
  return statementsIn(scenario).flatMap(({ Condition = {} }) =>
    Object.entries(Condition).flatMap(([operator, block]) =>
      Object.entries(block).map(([key, values]) => ({ operator, key, values: listOf(values) })),
    ),
  );
}

function addressConditions(scenario: Scenario): readonly (Condition & { readonly address: string })[] {
  const address = given(scenario, "aws:SourceIp");
  return conditionsIn(scenario).flatMap((condition) =>
    condition.operator.includes("IpAddress") && address !== undefined ? [{ ...condition, address }] : [],
  );
}

function given({ request }: Scenario, key: string): string | undefined {
  const found = Object.entries(request.context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found && String(found[1]);
}
