import { expect, it } from "vitest";
import { principalsIn } from "../../../src/policy/prove/principals.ts";
import { proveDisjoint } from "../../../src/policy/prove/prove.ts";
import type { ProofInput } from "../../../src/policy/prove/types.ts";
import type { Statement } from "../../../src/policy/types.ts";
import {
  ACCOUNT,
  bucketPolicy,
  documentOf,
  ESTATE,
  grantOf,
  inputOf,
  KEY_POLICY,
  roleOf,
  slice,
  subjectOf,
} from "./support.ts";

const FILES = "arn:aws:s3:::files";
const EVERY_OBJECT = { Action: ["s3:GetObject", "s3:PutObject"], Resource: `${FILES}/*` };

/** acme with statements in place of its own, beside globex; no look-alikes. */
function acmeWith(statements: readonly Partial<Statement>[], more: Partial<ProofInput> = {}) {
  const whole = statements.map((one) => ({ Effect: "Allow", ...one }) as Statement);
  const subjects = [subjectOf("acme", whole), subjectOf("globex")];
  return { subjects, lookAlikes: [], ...more };
}

/** `DOMAIN ACTION` of every overlap as acme would ask, and what is not proven. */
function found(more: Partial<ProofInput>) {
  const { overlaps, unproven } = proveDisjoint(inputOf(["acme", "globex"], more));
  const told = overlaps.map(({ domain, one, other }) => {
    const acme = one.subject === "acme" || "lookAlike" in other ? one : other;
    return `${domain} ${acme.request.action}`;
  });
  return { told, unproven };
}

const nothing = { told: [], unproven: [] };

it("does not let a Deny of one action speak for another", () => {
  const denied = bucketPolicy([
    { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `${FILES}/*` },
  ]);
  const more = acmeWith([EVERY_OBJECT], { attached: [KEY_POLICY, denied] });
  const globexPuts = subjectOf("globex", slice("globex"));
  expect(found({ ...more, subjects: [...more.subjects.slice(0, 1), globexPuts] }).told).toEqual([
    "object s3:PutObject",
  ]);
});

it("compares what one action may although another may less of the same", () => {
  const deny = { Effect: "Deny", Action: "s3:GetObject", Resource: `${FILES}/globex/*` } as const;
  expect(found(acmeWith([EVERY_OBJECT, deny])).told).toEqual(["object s3:PutObject"]);
});

it("reads NotAction as everything else", () => {
  const deny = { Effect: "Deny", NotAction: "s3:PutObject", Resource: "*" } as const;
  expect(found(acmeWith([{ ...EVERY_OBJECT, Action: "s3:GetObject" }, deny]))).toEqual(nothing);
  expect(found(acmeWith([{ ...EVERY_OBJECT, Action: "s3:PutObject" }, deny])).told).toHaveLength(1);
});

it("looks at every resource of a statement that a boundary bounds", () => {
  const resources = ["acme", "globex"].map((name) => `${FILES}/${name}/*`);
  const more = acmeWith([{ Action: "s3:GetObject", Resource: resources }]);
  const boundary = {
    name: "boundary",
    document: documentOf([{ Effect: "Allow", Action: "s3:*", Resource: `${FILES}/*x` }]),
  };
  const [acme, ...others] = more.subjects;
  const principals = (acme?.principals ?? []).map((principal) => ({ ...principal, boundary }));
  expect(found({ ...more, subjects: [{ name: "acme", principals }, ...others] }).told).toEqual([
    "object s3:GetObject",
  ]);
});

it("finds a list for which any case will do by another's letters", () => {
  const list = {
    Action: "s3:ListBucket",
    Resource: FILES,
    Condition: { StringEqualsIgnoreCase: { "s3:prefix": "GLOBEX/" } },
  };
  expect(found(acmeWith([list])).told).toEqual(["object s3:ListBucket"]);
  expect(found({ ...acmeWith([list]), focus: ["globex"] }).told).toEqual(["object s3:ListBucket"]);
});

it("takes a policy for its own resource's alone", () => {
  const on = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:vendor/elsewhere-??????`;
  const open: Statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
  };
  const attached = [KEY_POLICY, { on, policy: { name: "elsewhere", document: documentOf([open]) } }];
  const [shared] = proveDisjoint(inputOf(["acme", "globex"], { attached, lookAlikes: [] })).overlaps;
  expect(shared?.what).toMatch(/^vendor\/elsewhere-.{6}$/);
  const closed = attached.map((one) => ({ ...one, on: one.on.replace("vendor/elsewhere-??????", "none") }));
  expect(found({ attached: closed, lookAlikes: [] }).told).toHaveLength(1);
});

const decrypt = (Condition: Statement["Condition"]) => ({
  Action: "kms:Decrypt",
  Resource: ESTATE.keyArn,
  ...(Condition && { Condition }),
});

it("compares ARNs part by part", () => {
  const context = (arn: string) => decrypt({ ArnLike: { "kms:EncryptionContext:aws:s3:arn": arn } });
  expect(found(acmeWith([context("arn:aws:sqs:::files/*")]))).toEqual(nothing);
  expect(found(acmeWith([context("arn:aws:s3:::files/*")])).told).toEqual(["object-context kms:Decrypt"]);
});

it("lets no identity policy use a key whose policy does not leave it to the account", () => {
  const key = { on: ESTATE.keyArn, policy: { name: "key policy", document: documentOf([]) } };
  const open = acmeWith([decrypt(undefined)], { grants: [] });
  expect(found({ ...open, attached: [key] })).toEqual(nothing);
  expect(found({ ...open, attached: [KEY_POLICY] }).told).toContain("object-context kms:Decrypt");
});

it("needs a whole context where a grant asks for one", () => {
  const context = { "aws:s3:arn": `${FILES}/globex/x` };
  const grants = (more: object) => ({
    grants: [grantOf("globex"), grantOf("acme", { encryptionContextSubset: {}, ...more })],
  });
  expect(found(acmeWith([], grants({ encryptionContextSubset: context }))).told).toHaveLength(1);
  expect(found(acmeWith([], grants({ encryptionContextEquals: context }))).told).toHaveLength(1);
  const whole = { encryptionContextEquals: { ...context, more: "1" } };
  const { SecretARN = "" } = grantOf("globex").encryptionContextSubset ?? {};
  expect(found(acmeWith([], grants({ encryptionContextEquals: { SecretARN } })))).toEqual(nothing);
  expect(found(acmeWith([], grants(whole)))).toEqual(nothing);
});

it("tries the sessions, the id and the account that documents name", () => {
  const allow = (AWS: string): Statement => ({
    Effect: "Allow",
    Principal: { AWS },
    Action: "s3:GetObject",
    Resource: `${FILES}/*`,
  });
  const as = (name: string, statement = allow(name)) =>
    found(acmeWith([], { attached: [KEY_POLICY, bucketPolicy([statement])] })).told;
  expect(as(`arn:aws:sts::${ACCOUNT}:assumed-role/vendor-acme/night`)).toEqual(["object s3:GetObject"]);
  expect(as("AROAACME")).toEqual([]);
  const more = acmeWith([], { attached: [KEY_POLICY, bucketPolicy([allow("AROAACME")])] });
  const [, ...others] = more.subjects;
  const acme = { name: "acme", principals: [{ arn: roleOf("acme"), id: "AROAACME", identity: [] }] };
  expect(found({ ...more, subjects: [acme, ...others] }).told).toEqual(["object s3:GetObject"]);
});

it("says so where it gives up", () => {
  const hard = `${FILES}/*a${"?".repeat(15)}`;
  const denied = [
    { Effect: "Deny", Action: "s3:*", Resource: hard },
    { Effect: "Deny", Action: "s3:*", NotResource: hard },
  ] as const;
  const { told, unproven } = found(acmeWith([EVERY_OBJECT, ...denied]));
  expect(told).toEqual([]);
  expect(unproven).toEqual([
    { subject: "acme", other: "globex", why: "the patterns have too many wildcards to intersect" },
  ]);
});

it("names a principal that two partners share, and what lets it in", () => {
  const outside = "arn:aws:iam::210987654321:role/shared";
  const letIn = (name: string): Statement => ({
    Sid: `Vendor${name}`,
    Effect: "Allow",
    Principal: { AWS: outside },
    Action: "s3:GetObject",
    Resource: `${FILES}/${name}/*`,
  });
  const names = ["acme", "globex"];
  const subjects = names.map((name) => ({ name, principals: [{ arn: outside }] }));
  const attached = [KEY_POLICY, bucketPolicy(names.map(letIn))];
  const { told, unproven } = found({ subjects, attached, lookAlikes: [], focus: ["acme"] });
  expect(told).toEqual([]);
  expect(unproven).toEqual([
    {
      subject: "acme",
      other: "globex",
      why: `both come as ${outside}, which Vendoracme of bucket policy, Vendorglobex of bucket policy let in: whoever is that principal reaches what either does`,
    },
  ]);
});

it("reads off a bucket policy whom it lets in, also where it names an account", () => {
  const account = "arn:aws:iam::210987654321:root";
  const statement = (Condition: object): Statement => ({
    Effect: "Allow",
    Principal: { AWS: account },
    Action: "s3:GetObject",
    Resource: "*",
    Condition: Condition as NonNullable<Statement["Condition"]>,
  });
  const arn = "arn:aws:iam::210987654321:role/reader";
  const asked = statement({ ArnEquals: { "aws:PrincipalArn": arn } });
  expect(principalsIn(documentOf([asked]))).toEqual([{ arn }]);
  expect(principalsIn(documentOf([statement({})]))).toEqual([
    { arn: "arn:aws:iam::210987654321:role/any-role" },
  ]);
});
