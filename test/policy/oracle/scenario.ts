import type { AccessRequest, PolicySet, Statement } from "../../../src/policy/types.ts";
import { listOf } from "../../../src/policy/values.ts";
import { named } from "../support.ts";
import { GLOBAL_KEYS, MANY, MANY_VALUES } from "./conditions.ts";
import { type Random, randomOf } from "./random.ts";
import { resourceStatement, statementOf } from "./statements.ts";
import { OWN, TOPICS, type Topic } from "./topics.ts";

/** A generated question with the policies in force. */
export interface Scenario {
  readonly request: AccessRequest;
  readonly policies: PolicySet;
}

/** One document: at least one statement. */
function documentOf(random: Random, statement: () => Statement): readonly Statement[] {
  return Array.from({ length: 1 + random.below(3) }, statement);
}

/** A level of the organisation: mostly everything but some Denies, as organisations have it. */
function levelOf(topic: Topic, request: AccessRequest, random: Random): readonly Statement[] {
  const denies = documentOf(
    random,
    () => ({ ...statementOf(topic, request, random), Effect: "Deny" }) as Statement,
  );
  if (random.chance(0.2)) return documentOf(random, () => statementOf(topic, request, random));
  const all: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
  return random.chance(0.5) ? [all] : [all, ...denies.slice(0, 1)];
}

/** The scenario of a seed: always the same one. */
export function scenarioOf(seed: string): Scenario {
  const random = randomOf(seed);
  const topic = random.pick(TOPICS);
  const principal = random.pick(topic.principals);
  const request: AccessRequest = {
    principal,
    action: random.pick(topic.actions),
    resource: random.pick(topic.resources),
    resourceAccount: OWN,
    context: contextOf(topic, random),
  };
  const statement = () => statementOf(topic, request, random);
  const caller = principal.type === "session" || principal.type === "user";
  const trust = request.action.startsWith("sts:");
  const withResource = trust || topic.required || random.chance(caller ? 0.7 : 0.95);
  const all: Statement = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
  const policies: PolicySet = {
    ...(caller && random.chance(0.8) && { identity: [named("identity", documentOf(random, statement))] }),
    ...(caller && random.chance(0.25) && { boundary: named("boundary", documentOf(random, statement)) }),
    ...(principal.type === "session" &&
      random.chance(0.25) && { session: [named("session", documentOf(random, statement))] }),
    ...(withResource && {
      resource: named(
        "resource",
        documentOf(random, () => resourceStatement(topic, request, random)),
      ),
    }),
    ...(caller &&
      random.chance(0.25) && { scps: levels(random, () => levelOf(topic, request, random), "scp") }),
    ...(random.chance(0.2) && {
      rcps: levels(random, () => [all, controlStatement(statement(), request.action)], "rcp"),
    }),
    resourcePolicy: topic.required ? "required" : "optional",
  };
  return { request, policies };
}

/**
 * A resource control policy denies named actions to everyone.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function controlStatement({ Action, NotAction, ...rest }: Statement, fallback: string): Statement {
  const actions = listOf(Action ?? NotAction).filter((action) => action !== "*");
  return {
    ...rest,
    Effect: "Deny",
    Principal: "*",
    Action: actions.length === 0 ? fallback : actions,
  } as Statement;
}

function levels(random: Random, level: () => readonly Statement[], name: string) {
  return Array.from({ length: 1 + random.below(2) }, () => [named(name, level())]);
}

function contextOf(topic: Topic, random: Random): AccessRequest["context"] {
  const all = { ...GLOBAL_KEYS, ...topic.keys };
  const keys = Object.entries(all).flatMap(([key, values]) =>
    random.chance(key in topic.keys ? 0.85 : 0.7) ? [[key, random.pick(values)] as const] : [],
  );
  const many = random.chance(0.6) ? [[MANY, random.some(MANY_VALUES)] as const] : [];
  return Object.fromEntries([...keys, ...many]);
}
