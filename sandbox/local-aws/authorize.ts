import { evaluate } from "../../src/policy/evaluate.ts";
import type { Decision, NamedPolicy, PolicySet } from "../../src/policy/types.ts";
import { principalArn } from "./caller.ts";
import { AwsFault } from "./fault.ts";
import type { ManagedPolicyRecord, RoleRecord } from "./tables.ts";
import type { Ask, Caller, World } from "./world.ts";

type Tables = Pick<World, "table">;

/** What limits and grants on the caller's own side; `undefined` where the caller's role is no more. */
type OwnPolicies = Pick<PolicySet, "identity" | "boundary" | "session">;

const DEAD: Decision = {
  allowed: false,
  outcome: "implicit-deny",
  by: "identity",
  why: "the role of this session does not exist any more",
};

/** Puts one question to `src/policy`, with the caller's policies as the observer sees them now. */
export function decide(tables: Tables, ask: Ask): Decision {
  const observer = ask.observer ?? ask.action.slice(0, ask.action.indexOf(":"));
  const own = ownPolicies(tables, ask.caller, observer);
  if (own === undefined) return DEAD;
  const request = {
    principal: ask.caller.principal,
    action: ask.action,
    resource: ask.resource,
    resourceAccount: ask.resourceAccount,
    context: { ...ask.caller.context, "aws:ResourceAccount": ask.resourceAccount, ...ask.context },
  };
  return evaluate(request, {
    ...own,
    ...(ask.resourcePolicy === undefined ? {} : { resource: ask.resourcePolicy }),
    resourcePolicy: ask.resourcePolicyMode ?? "optional",
    ...(ask.grants === undefined ? {} : { grants: ask.grants }),
    ...(ask.encryptionContext === undefined ? {} : { encryptionContext: ask.encryptionContext }),
  });
}

/**
 * A denial in AWS's words.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denial(ask: Ask, decision: Decision): AwsFault {
  const { principal } = ask.caller;
  const who = principal.type === "anonymous" ? "Anonymous user" : `User: ${principalArn(principal)}`;
  const what = `${who} is not authorized to perform: ${ask.action} on resource: ${ask.resource}`;
  return new AwsFault("AccessDenied", 403, `${what} ${because(ask.action, decision)}`);
}

const POLICY_WORDS: Readonly<Record<NonNullable<Decision["by"]>, string>> = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  scp: "service control policy",
  rcp: "resource control policy",
  grant: "resource-based policy",
};

function because(action: string, decision: Decision): string {
  const kind = POLICY_WORDS[decision.by ?? "identity"];
  if (decision.outcome === "explicit-deny") return `with an explicit deny in ${article(kind)} ${kind}`;
  if (decision.outcome === "unsupported") return `because a policy can't be judged: ${decision.why}`;
  return `because no ${kind} allows the ${action} action`;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? "an" : "a";
}

function ownPolicies(tables: Tables, caller: Caller, observer: string): OwnPolicies | undefined {
  const { principal, session } = caller;
  if (principal.type === "user") {
    const key = `${principal.account}/${nameOf(principal.arn)}`;
    const user = tables.table("iam.users").seen(key, observer);
    return user?.id === principal.userId ? { identity: named(`user/${user.name}`, user.inline) } : undefined;
  }
  if (principal.type !== "session") return {};
  const role = tables.table("iam.roles").seen(`${principal.account}/${nameOf(principal.roleArn)}`, observer);
  if (role === undefined || role.id !== principal.roleId) return undefined;
  const passed = session?.sessionPolicies?.map((document, index) => ({
    name: `session-policy/${index + 1}`,
    document,
  }));
  const boundary = role.boundary === undefined ? undefined : boundaryOf(tables, role.boundary, observer);
  return {
    identity: [...named(`role/${role.name}`, role.inline), ...attached(tables, role, observer)],
    ...(boundary === undefined ? {} : { boundary }),
    ...(passed === undefined ? {} : { session: passed }),
  };
}

function named(owner: string, inline: RoleRecord["inline"]): NamedPolicy[] {
  return Object.entries(inline).map(([name, document]) => ({ name: `${owner}/policy/${name}`, document }));
}

function attached(tables: Tables, role: RoleRecord, observer: string): NamedPolicy[] {
  return role.attached.flatMap((arn) => {
    const document = defaultDocument(tables.table("iam.policies").seen(arn, observer));
    return document === undefined ? [] : [{ name: arn, document }];
  });
}

/** A boundary that the observer has not got yet allows nothing. */
function boundaryOf(tables: Tables, arn: string, observer: string): NamedPolicy {
  const document = defaultDocument(tables.table("iam.policies").seen(arn, observer));
  return { name: arn, document: document ?? { Version: "2012-10-17", Statement: [] } };
}

function defaultDocument(policy: ManagedPolicyRecord | undefined) {
  return policy?.versions[policy.defaultVersion]?.document;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
