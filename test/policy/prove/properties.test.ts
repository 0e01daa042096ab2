import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate } from "../../../src/policy/evaluate.ts";
import { proveDisjoint } from "../../../src/policy/prove/prove.ts";
import type { ProofInput } from "../../../src/policy/prove/types.ts";
import type { AccessRequest, Grant, PolicySet, Statement } from "../../../src/policy/types.ts";
import { ACCOUNT, bucketPolicy, documentOf, ESTATE, KEY_POLICY, roleOf } from "./support.ts";

const BUCKET = "arn:aws:s3:::files";
const pieces = fc
  .array(fc.constantFrom("a", "b", "/", "*", "?", "A"), { maxLength: 4 })
  .map((parts) => parts.join(""));
const text = fc
  .array(fc.constantFrom("a", "b", "/", "c", "A"), { maxLength: 4 })
  .map((parts) => parts.join(""));
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 });

const objects = fc.record({
  Action: few(fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:Get*", "S3:*")),
  Resource: few(
    fc.oneof(
      pieces.map((end) => `${BUCKET}/${end}`),
      fc.constantFrom("*", `${BUCKET}*`, "arn:*:s3:::*/a"),
    ),
  ),
});
const others = fc.record({
  Action: few(fc.constantFrom("s3:GetObject", "s3:PutObject")),
  NotResource: few(pieces.map((end) => `${BUCKET}/${end}`)),
});
const prefixOperator = fc.constantFrom(
  "StringLike",
  "StringEquals",
  "StringNotLike",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringLikeIfExists",
  "ForAnyValue:StringLike",
  "ForAllValues:StringLike",
);
const lists = fc.record({
  Action: fc.constantFrom("s3:ListBucket", "s3:List*"),
  Resource: fc.constantFrom(BUCKET, "arn:aws:s3:::f*", "*"),
  Condition: fc.oneof(
    fc
      .tuple(prefixOperator, few(pieces))
      .map(([operator, values]) => ({ [operator]: { "s3:prefix": values } })),
    fc.constantFrom("true", "false").map((value) => ({ Null: { "s3:prefix": value } })),
    fc.constantFrom({}, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/vendor-o*" } }),
  ),
});
const key = fc.record({
  Action: fc.constantFrom("kms:Decrypt", "kms:*"),
  Resource: fc.constantFrom(ESTATE.keyArn, "*"),
  Condition: fc.oneof(
    fc
      .tuple(fc.constantFrom("StringLike", "StringNotLike", "ArnLike"), few(pieces))
      .map(([operator, ends]) => ({
        [operator]: { "kms:EncryptionContext:aws:s3:arn": ends.map((end) => `${BUCKET}/${end}`) },
      })),
    fc.constantFrom({}, { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }),
  ),
});
const effect = fc.constantFrom("Allow", "Allow", "Deny");
const body = fc.oneof(objects, others, lists, key);
const statement = fc.tuple(effect, body).map(([Effect, rest]) => ({ Effect, ...rest }) as Statement);
const statements = fc.array(statement, { maxLength: 3 });

const OUTSIDE = "arn:aws:iam::210987654321:role/outside";
const named = fc.constantFrom(
  "*" as const,
  { AWS: roleOf("one") },
  { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/vendor-two/night` },
  { AWS: "210987654321" },
  { AWS: [OUTSIDE, ACCOUNT] },
);
const onBucket = fc
  .array(fc.tuple(effect, named, fc.oneof(objects, others, lists)), { maxLength: 2 })
  .map((all) => all.map(([Effect, Principal, rest]) => ({ Effect, Principal, ...rest }) as Statement));
const grant = fc.record(
  {
    grantee: fc.constantFrom(roleOf("one"), roleOf("two"), OUTSIDE),
    encryptionContextSubset: text.map((end) => ({ "aws:s3:arn": `${BUCKET}/${end}` })),
  },
  { requiredKeys: ["grantee"] },
);

const input = fc
  .record({
    one: statements,
    two: statements,
    onBucket,
    grants: fc.array(grant, { maxLength: 2 }),
    boundary: fc.option(statements),
  })
  .map(({ one, two, onBucket: bucket, grants, boundary }): ProofInput => {
    const role = (name: string, own: readonly Statement[]) => ({
      arn: roleOf(name),
      identity: [{ name, document: documentOf(own) }],
      ...(boundary !== null &&
        name === "one" && { boundary: { name: "boundary", document: documentOf(boundary) } }),
    });
    return {
      estate: ESTATE,
      subjects: [
        { name: "one", principals: [role("one", one)] },
        { name: "two", principals: [role("two", two), { arn: OUTSIDE }] },
      ],
      attached: [KEY_POLICY, bucketPolicy(bucket)],
      grants: grants.map(
        (more, index): Grant => ({
          grantId: `g${index}`,
          keyArn: ESTATE.keyArn,
          operations: ["Decrypt"],
          ...more,
        }),
      ),
      lookAlikes: [],
    };
  });

/** Whether any caller of a partner is allowed, by the evaluator alone. */
function isAllowed(
  all: ProofInput,
  partner: string,
  request: Omit<AccessRequest, "principal">,
  more: PolicySet,
) {
  const [bucket] = all.attached.filter(({ on }) => on !== ESTATE.keyArn).map(({ policy }) => policy);
  const principals = all.subjects.find(({ name }) => name === partner)?.principals ?? [];
  const everything = documentOf([{ Effect: "Allow", Action: "*", Resource: "*" }]);
  return principals.some(({ arn, identity, boundary }) =>
    ["proof", "night"].some((sessionName) => {
      const account = arn.split(":")[4] ?? "";
      const principal = { type: "session", account, roleArn: arn, roleId: "AROAX", sessionName } as const;
      return evaluate(
        { ...request, principal },
        {
          identity: identity ?? [{ name: "all", document: everything }],
          ...(boundary && { boundary }),
          ...(request.resource === ESTATE.keyArn
            ? { resource: KEY_POLICY.policy }
            : bucket && { resource: bucket }),
          ...more,
        },
      ).allowed;
    }),
  );
}

const ask = (action: string, resource: string, context = {}) => ({
  action,
  resource,
  resourceAccount: ACCOUNT,
  context: { "aws:SecureTransport": "true", ...context },
});

/** Whether a partner reads, writes or sees the object `name`, tried request by request. */
function reachesObject(all: ProofInput, partner: string, name: string): boolean {
  const objectActions = ["s3:GetObject", "s3:PutObject"].map((action) => ask(action, `${BUCKET}/${name}`));
  const prefixes = Array.from({ length: name.length + 1 }, (_, end) => name.slice(0, end));
  const listed = ["s3:ListBucket", "s3:ListBucketVersions"].flatMap((action) => [
    ask(action, BUCKET),
    ...prefixes.map((prefix) => ask(action, BUCKET, { "s3:prefix": prefix })),
  ]);
  return [...objectActions, ...listed].some((request) =>
    isAllowed(all, partner, request, { resourcePolicy: "optional" }),
  );
}

function reachesContext(all: ProofInput, partner: string, name: string): boolean {
  const more: PolicySet = {
    resourcePolicy: "required",
    grants: all.grants,
    encryptionContext: { "aws:s3:arn": `${BUCKET}/${name}` },
  };
  return [{}, { "kms:ViaService": "s3.eu-central-1.amazonaws.com" }].some((context) =>
    isAllowed(all, partner, ask("kms:Decrypt", ESTATE.keyArn, context), more),
  );
}

it("finds for one partner alone what it finds for all", () => {
  fc.assert(
    fc.property(input, (all) => {
      const domains = (more: Partial<ProofInput>) =>
        proveDisjoint({ ...all, ...more }).overlaps.map(({ domain }) => domain);
      const whole = domains({}).sort();
      for (const name of ["one", "two"]) expect(domains({ focus: [name] }).sort()).toEqual(whole);
    }),
    { numRuns: 100 },
  );
});

it("misses nothing that the evaluator allows to both, and claims nothing that it refuses", () => {
  let shared = 0;
  let apart = 0;
  fc.assert(
    fc.property(
      input,
      fc.array(
        text.filter((name) => name !== ""),
        { minLength: 3, maxLength: 8 },
      ),
      (all, names) => {
        const { overlaps, unproven } = proveDisjoint(all);
        expect(unproven.filter(({ why }) => !why.includes("other buckets"))).toEqual([]);
        const found = (domain: string) => overlaps.some((overlap) => overlap.domain === domain);
        for (const name of names) {
          const object = ["one", "two"].every((partner) => reachesObject(all, partner, name));
          const context = ["one", "two"].every((partner) => reachesContext(all, partner, name));
          if (object) expect(found("object"), `object ${name}`).toBe(true);
          if (context) expect(found("object-context"), `context ${name}`).toBe(true);
          shared += Number(object) + Number(context);
          apart += Number(!found("object")) + Number(!found("object-context"));
        }
        for (const { one, other } of overlaps)
          for (const side of "lookAlike" in other ? [one] : [one, other]) {
            const { encryptionContext, request } = side;
            const resourcePolicy = request.resource === ESTATE.keyArn ? "required" : "optional";
            const more = {
              resourcePolicy,
              grants: all.grants,
              ...(encryptionContext && { encryptionContext }),
            } as const;
            expect(isAllowed(all, side.subject, request, more), JSON.stringify(request)).toBe(true);
          }
      },
    ),
    { numRuns: 300 },
  );
  expect(shared).toBeGreaterThan(50);
  expect(apart).toBeGreaterThan(50);
});
