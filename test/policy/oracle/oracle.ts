import { anonymousPrincipal, runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import { keysOf } from "../../../src/policy/context.ts";
import { sessionArn } from "../../../src/policy/principal.ts";
import type { Decision, NamedPolicy, PolicyDocument, Principal } from "../../../src/policy/types.ts";
import type { Scenario } from "./scenario.ts";

/** A verdict of the oracle in our words. */
type OracleOutcome = Exclude<Decision["outcome"], "unsupported">;

const OUTCOMES = {
  Allowed: "allowed",
  ExplicitlyDenied: "explicit-deny",
  ImplicitlyDenied: "implicit-deny",
} as const;

/** A scenario in the oracle's form. */
export function simulationOf({ request, policies }: Scenario): Simulation {
  const { identity = [], boundary, session = [], resource, scps = [], rcps = [] } = policies;
  return {
    request: {
      principal: principalOf(request.principal),
      action: request.action,
      resource: { resource: request.resource, accountId: request.resourceAccount },
      // It derives no keys from the principal by itself.
      contextVariables: Object.fromEntries(
        [...keysOf(request, policies)].map(([key, values]) => [
          key,
          values.length === 1 ? `${values[0]}` : [...values],
        ]),
      ),
    },
    identityPolicies: identity.map(policyOf),
    serviceControlPolicies: scps.map(levelOf),
    // Its own first statement is RCPFullAWSAccess.
    resourceControlPolicies: rcps.map((level, index) => levelOf(level.map(withoutAllows), index)),
    ...(resource && { resourcePolicy: resource.document }),
    ...(boundary && { permissionBoundaryPolicies: [policyOf(boundary)] }),
    ...(session[0] && { sessionPolicy: session[0].document }),
  };
}

/** What the oracle answers, and the keys that it left out because it knows them for other actions only. */
export interface OracleAnswer {
  readonly outcome: OracleOutcome;
  readonly ignored: readonly string[];
}

/** Asks the oracle. @throws Error where it refuses the scenario */
export async function askOracle(simulation: Simulation): Promise<OracleAnswer> {
  const answer = await runSimulation(simulation, {});
  if (answer.resultType !== "single") throw new Error(`the oracle refuses: ${JSON.stringify(answer)}`);
  return {
    outcome: OUTCOMES[answer.overallResult],
    ignored: answer.result.ignoredContextKeys ?? [],
  };
}

function principalOf(principal: Principal) {
  switch (principal.type) {
    case "session":
      return sessionArn(principal);
    case "user":
      return principal.arn;
    case "root":
      return `arn:aws:iam::${principal.account}:root`;
    case "service":
      return principal.service;
    case "federated":
      return principal.provider;
    case "anonymous":
      return anonymousPrincipal;
  }
}

function policyOf({ name, document }: NamedPolicy) {
  return { name, policy: document };
}

function levelOf(level: readonly NamedPolicy[], index: number) {
  return { orgIdentifier: `level-${index}`, policies: level.map(policyOf) };
}

function withoutAllows({ name, document }: NamedPolicy): NamedPolicy {
  const Statement = document.Statement.filter(({ Effect }) => Effect === "Deny");
  return { name, document: { ...document, Statement } as PolicyDocument };
}
