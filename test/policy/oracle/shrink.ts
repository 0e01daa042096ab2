import type { NamedPolicy, PolicyDocument, PolicySet, Statement } from "../../../src/policy/types.ts";
import { listOf } from "../../../src/policy/values.ts";
import type { Scenario } from "./scenario.ts";

/** The smallest scenario that still disagrees: whatever can be left out is left out. */
export async function shrink(
  scenario: Scenario,
  disagrees: (scenario: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  for (const smaller of smallerOnes(scenario))
    if (await disagrees(smaller)) return shrink(smaller, disagrees);
  return scenario;
}

function* smallerOnes({ request, policies }: Scenario): Generator<Scenario> {
  for (const kind of ["identity", "boundary", "session", "resource", "scps", "rcps"] as const) {
    // A key or a role always has its own policy.
    if (policies[kind] === undefined || (kind === "resource" && policies.resourcePolicy === "required"))
      continue;
    const { [kind]: _, ...rest } = policies;
    yield { request, policies: rest };
  }
  for (const smaller of smallerPolicies(policies)) yield { request, policies: smaller };
  for (const key of Object.keys(request.context)) {
    const { [key]: _, ...context } = request.context;
    yield { request: { ...request, context }, policies };
  }
}

function* smallerPolicies(policies: PolicySet): Generator<PolicySet> {
  const { identity, boundary, session, resource, scps, rcps } = policies;
  for (const [index, document] of (identity ?? []).entries())
    for (const smaller of smallerDocuments(document))
      yield { ...policies, identity: (identity ?? []).with(index, smaller) };
  for (const [index, document] of (session ?? []).entries())
    for (const smaller of smallerDocuments(document))
      yield { ...policies, session: (session ?? []).with(index, smaller) };
  if (boundary) for (const smaller of smallerDocuments(boundary)) yield { ...policies, boundary: smaller };
  if (resource) for (const smaller of smallerDocuments(resource)) yield { ...policies, resource: smaller };
  for (const [kind, levels] of [
    ["scps", scps ?? []],
    ["rcps", rcps ?? []],
  ] as const)
    for (const [index, level] of levels.entries()) {
      if (levels.length > 1) yield { ...policies, [kind]: levels.toSpliced(index, 1) };
      for (const document of level)
        for (const smaller of smallerDocuments(document))
          yield { ...policies, [kind]: levels.with(index, [smaller]) };
    }
}

function* smallerDocuments({ name, document }: NamedPolicy): Generator<NamedPolicy> {
  const { Statement } = document;
  const withStatements = (statements: readonly Statement[]): NamedPolicy => ({
    name,
    document: { ...document, Statement: statements } as PolicyDocument,
  });
  for (const [index, statement] of Statement.entries()) {
    if (Statement.length > 1) yield withStatements(Statement.toSpliced(index, 1));
    for (const smaller of smallerStatements(statement)) yield withStatements(Statement.with(index, smaller));
  }
}

function* smallerStatements(statement: Statement): Generator<Statement> {
  for (const member of ["Action", "NotAction", "Resource", "NotResource"] as const) {
    const values = listOf(statement[member]);
    if (values.length > 1) for (const value of values) yield { ...statement, [member]: value } as Statement;
  }
  const { Condition, ...rest } = statement;
  if (Condition === undefined) return;
  yield rest as Statement;
  for (const [operator, block] of Object.entries(Condition)) {
    const { [operator]: _, ...others } = Condition;
    if (Object.keys(others).length > 0) yield { ...statement, Condition: others } as Statement;
    for (const [key, written] of Object.entries(block)) {
      const { [key]: _, ...otherKeys } = block;
      if (Object.keys(otherKeys).length > 0)
        yield { ...statement, Condition: { ...Condition, [operator]: otherKeys } } as Statement;
      const values = listOf(written);
      if (values.length > 1)
        for (const value of values)
          yield {
            ...statement,
            Condition: { ...Condition, [operator]: { ...block, [key]: value } },
          } as Statement;
    }
  }
}
