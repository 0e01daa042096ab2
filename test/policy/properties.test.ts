import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate } from "../../src/policy/evaluate.ts";
import type { AccessRequest, Grant, PolicySet, Principal, Statement } from "../../src/policy/types.ts";
import { named, PRINCIPALS } from "./support.ts";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";
const ACTIONS = ["s3:GetObject", "s3:PutObject", "kms:Decrypt"];
const RESOURCES = ["arn:aws:s3:::files/acme/a", "arn:aws:s3:::files/bolt/a", KEY];
const NAMES = [
  "*",
  { AWS: "123456789012" },
  { AWS: "210987654321" },
  { AWS: "arn:aws:iam::123456789012:role/vendor-acme" },
  { AWS: "arn:aws:sts::123456789012:assumed-role/vendor-acme/s-0123" },
  { AWS: "arn:aws:iam::210987654321:role/partner/stand-in" },
  { Service: "transfer.amazonaws.com" },
] as const;

const effect = fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const);
const condition = fc.option(
  fc.record({
    operator: fc.constantFrom(
      "StringLike",
      "StringNotEquals",
      "StringLikeIfExists",
      "ForAllValues:StringLike",
      "Odd",
    ),
    value: fc.constantFrom("acme/*", "acme/", "*"),
  }),
  { freq: 3, nil: undefined },
);
const member = <T>(...values: T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });

const identityStatement: fc.Arbitrary<Statement> = fc
  .record({
    effect,
    action: member(...ACTIONS, "s3:*", "*"),
    resource: member(...RESOURCES, "*", "*/acme/*"),
    condition,
  })
  .map(({ effect: Effect, action: Action, resource: Resource, condition: when }) => ({
    Effect,
    Action,
    Resource,
    ...(when && { Condition: { [when.operator]: { "s3:prefix": when.value } } }),
  }));
const resourceStatement: fc.Arbitrary<Statement> = fc
  .record({ statement: identityStatement, Principal: fc.constantFrom(...NAMES) })
  .map(({ statement, Principal }) => ({ ...statement, Principal }));

const grant: fc.Arbitrary<Grant> = fc.record({
  grantId: fc.constant("g-1"),
  grantee: fc.constantFrom("arn:aws:iam::123456789012:role/vendor-acme", "arn:aws:iam::123456789012:root"),
  keyArn: fc.constant(KEY),
  operations: fc.constant(["Decrypt"]),
});

/** Statements by kind, so that a test can change them before they become a policy set. */
const world = fc.record({
  identity: fc.array(identityStatement, { maxLength: 3 }),
  resource: fc.array(resourceStatement, { maxLength: 3 }),
  boundary: fc.option(fc.array(identityStatement, { maxLength: 2 }), { nil: undefined }),
  session: fc.option(fc.array(identityStatement, { maxLength: 2 }), { nil: undefined }),
  scp: fc.option(fc.array(identityStatement, { maxLength: 2 }), { nil: undefined }),
  grants: fc.array(grant, { maxLength: 1 }),
  required: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function policiesOf({ identity, resource, boundary, session, scp, grants, required }: World): PolicySet {
  return {
    identity: [named("identity", identity)],
    resource: named("resource", resource),
    ...(boundary && { boundary: named("boundary", boundary) }),
    ...(session && { session: [named("session", session)] }),
    ...(scp && { scps: [[named("scp", scp)]] }),
    grants,
    resourcePolicy: required ? "required" : "optional",
  };
}

const request: fc.Arbitrary<AccessRequest> = fc.record({
  principal: fc.constantFrom<Principal>(...Object.values(PRINCIPALS)),
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
  resourceAccount: fc.constant("123456789012"),
  context: fc.constantFrom<Record<string, string>>({}, { "s3:prefix": "acme/" }, { "s3:prefix": "bolt/" }),
});

const RUNS = { numRuns: 500 };
const allowed = (asked: AccessRequest, given: World) => evaluate(asked, policiesOf(given)).allowed;

it("an added Deny never allows", () => {
  fc.assert(
    fc.property(
      request,
      world,
      identityStatement,
      fc.constantFrom(...NAMES),
      (asked, given, added, Principal) => {
        const deny: Statement = { ...added, Effect: "Deny" };
        fc.pre(!allowed(asked, given));
        expect(allowed(asked, { ...given, identity: [...given.identity, deny] })).toBe(false);
        expect(allowed(asked, { ...given, resource: [...given.resource, { ...deny, Principal }] })).toBe(
          false,
        );
        if (given.scp) expect(allowed(asked, { ...given, scp: [...given.scp, deny] })).toBe(false);
      },
    ),
    RUNS,
  );
});

it("a Deny of everything for everyone denies everyone", () => {
  const deny: Statement = { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" };
  fc.assert(
    fc.property(request, world, (asked, given) => {
      const locked = { ...given, resource: [...given.resource, deny] };
      expect(evaluate(asked, policiesOf(locked)).outcome).toBe("explicit-deny");
    }),
    RUNS,
  );
});

it("the order of statements does not matter", () => {
  const reversed = (given: World): World => ({
    ...given,
    identity: given.identity.toReversed(),
    resource: given.resource.toReversed(),
    boundary: given.boundary?.toReversed(),
    session: given.session?.toReversed(),
    scp: given.scp?.toReversed(),
  });
  fc.assert(
    fc.property(request, world, (asked, given) => {
      const { outcome } = evaluate(asked, policiesOf(given));
      expect(evaluate(asked, policiesOf(reversed(given))).outcome).toBe(outcome);
    }),
    RUNS,
  );
});

it("a boundary, a session policy or an SCP never widens", () => {
  fc.assert(
    fc.property(request, world, fc.constantFrom("boundary", "session", "scp"), (asked, given, kind) => {
      fc.pre(allowed(asked, given));
      expect(allowed(asked, { ...given, [kind]: undefined })).toBe(true);
    }),
    RUNS,
  );
});

it("taking an Allow away, or narrowing it, never widens", () => {
  const known = world.filter((given) => !JSON.stringify(given).includes("Odd"));
  const narrowed = fc.constantFrom<(statement: Statement) => Statement[]>(
    () => [],
    (statement) => [{ ...statement, Resource: RESOURCES[0] as string }],
  );
  fc.assert(
    fc.property(request, known, narrowed, (asked, given, narrow) => {
      fc.pre(!allowed(asked, given) && asked.resource !== RESOURCES[0]);
      const change = (statement: Statement) =>
        statement.Effect === "Allow" ? narrow(statement) : [statement];
      expect(allowed(asked, { ...given, identity: given.identity.flatMap(change) })).toBe(false);
      expect(allowed(asked, { ...given, resource: given.resource.flatMap(change) })).toBe(false);
    }),
    RUNS,
  );
});

it("without a grant, a key opens only through its own policy", () => {
  fc.assert(
    fc.property(request, world, (asked, given) => {
      expect(allowed(asked, { ...given, resource: [], grants: [], required: true })).toBe(false);
    }),
    RUNS,
  );
});

it("Sids mean nothing to the verdict, and a condition that is added to an Allow never widens", () => {
  const known = world.filter((given) => !JSON.stringify(given).includes("Odd"));
  const renamed = (statements: readonly Statement[]) =>
    statements.map((statement, index): Statement => ({ ...statement, Sid: `Other${index}` }));
  const conditioned = (statements: readonly Statement[]) =>
    statements.map(
      (statement): Statement =>
        statement.Effect === "Allow" && statement.Condition === undefined
          ? { ...statement, Condition: { StringLike: { "s3:prefix": "acme/*" } } }
          : statement,
    );
  fc.assert(
    fc.property(request, known, (asked, given) => {
      const before = evaluate(asked, policiesOf(given));
      const other = { ...given, identity: renamed(given.identity), resource: renamed(given.resource) };
      expect(evaluate(asked, policiesOf(other)).outcome).toBe(before.outcome);
      const narrowed = {
        ...given,
        identity: conditioned(given.identity),
        resource: conditioned(given.resource),
      };
      if (!before.allowed) expect(allowed(asked, narrowed)).toBe(false);
    }),
    RUNS,
  );
});
