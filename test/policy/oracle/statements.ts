import type { AccessRequest, Principal, Statement } from "../../../src/policy/types.ts";
import { conditionOf } from "./conditions.ts";
import type { Random } from "./random.ts";
import { OTHER, OWN, SAML, type Topic } from "./topics.ts";

/** A statement of an identity policy, near to the request. */
export function statementOf(topic: Topic, request: AccessRequest, random: Random): Statement {
  const actions = random.some([request.action, ...topic.actions, ...topic.actionPatterns]);
  const resources = random.some([request.resource, ...topic.resourcePatterns]);
  const condition = random.chance(0.5) ? conditionOf(topic, request.principal, random) : {};
  return {
    Effect: random.chance(0.8) ? "Allow" : "Deny",
    ...(random.chance(0.1) ? { NotAction: actions } : { Action: actions }),
    ...(random.chance(0.1) ? { NotResource: resources } : { Resource: resources }),
    ...(condition !== undefined && Object.keys(condition).length > 0 && { Condition: condition }),
  } as Statement;
}

function principalElement(principal: Principal, random: Random): Record<string, string> | "*" {
  const anyone: readonly (Record<string, string> | "*")[] = [
    "*",
    { AWS: "*" },
    { AWS: OWN },
    { AWS: `arn:aws:iam::${OTHER}:root` },
    { AWS: `arn:aws:iam::${OWN}:role/vendor-bolt` },
    { Service: "transfer.amazonaws.com" },
    { Service: "lambda.amazonaws.com" },
  ];
  switch (principal.type) {
    case "session":
      return random.pick([
        { AWS: principal.roleArn },
        { AWS: principal.roleArn },
        { AWS: `arn:aws:sts::${principal.account}:assumed-role/${principal.roleArn.split("/")[1]}/s-0123` },
        { AWS: principal.account },
        ...anyone,
      ]);
    case "user":
      return random.pick([{ AWS: principal.arn }, { AWS: principal.account }, ...anyone]);
    case "federated":
      return random.pick([
        { Federated: principal.provider },
        { Federated: principal.provider },
        { Federated: SAML },
        ...anyone,
      ]);
    default:
      return random.pick(anyone);
  }
}

/** A statement of a resource policy. */
export function resourceStatement(topic: Topic, request: AccessRequest, random: Random): Statement {
  const { Resource, NotResource, ...statement } = statementOf(topic, request, random);
  const trust = request.action.startsWith("sts:");
  const Principal = principalElement(request.principal, random);
  const negated = statement.Effect === "Deny" && !trust && random.chance(0.25) && Principal !== "*";
  return {
    ...statement,
    ...(negated ? { NotPrincipal: Principal } : { Principal }),
    ...(trust ? {} : NotResource === undefined ? { Resource } : { NotResource }),
  } as Statement;
}
