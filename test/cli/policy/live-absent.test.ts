import { expect, it } from "vitest";
import { absentees, type InForce } from "../../../src/cli/policy/live-absent.ts";
import type { SubjectDocuments } from "../../../src/plan/reach.ts";
import type { Statement } from "../../../src/policy/types.ts";
import { named } from "../../policy/support.ts";

const ESTATE = {
  partition: "aws",
  account: "123456789012",
  region: "eu-central-1",
  bucket: "partner-files",
  keyArn: "arn:aws:kms:eu-central-1:123456789012:key/k",
};
const ROLE = "arn:aws:iam::123456789012:role/vendor-acme";
const BOUNDARY = "arn:aws:iam::123456789012:policy/vendor-boundary";
const BUCKET = "arn:aws:s3:::partner-files";
const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor/acme/connection-??????";
const allow = (Sid: string): Statement => ({ Sid, Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

const acme: SubjectDocuments = {
  subject: {
    name: "acme",
    principals: [
      {
        arn: ROLE,
        identity: [named("policy of vendor-acme", [allow("Objects"), allow("List")])],
        boundaryArn: BOUNDARY,
      },
    ],
  },
  attached: [
    { on: SECRET, policy: named("policy of vendor/acme/connection", [allow("ReadersOnly")]) },
    ...[BUCKET, `${BUCKET}/*`].map((on) => ({
      on,
      policy: named("policy of partner-files", [allow("AcmePartnerObjects")]),
    })),
  ],
  grants: [
    {
      grantId: "g",
      name: "vendor:acme:secret",
      grantee: ROLE,
      keyArn: ESTATE.keyArn,
      operations: ["Decrypt"],
    },
  ],
};

const boundary = { ...named(BOUNDARY, [allow("All")]) };
const whole: InForce = {
  roles: new Map([
    [ROLE, { arn: ROLE, identity: [named("access", [allow("List"), allow("Objects")])], boundary }],
  ]),
  targets: new Map([
    [SECRET, { resource: named("secret", [allow("Other")]) }],
    [BUCKET, { resource: named("bucket", [allow("AcmePartnerObjects"), allow("TlsOnly")]) }],
    [`${BUCKET}/*`, { resource: named("bucket", [allow("AcmePartnerObjects")]) }],
  ]),
  grants: acme.grants,
};
const found = (inForce: Partial<InForce>) => absentees([acme], { ...whole, ...inForce }, ESTATE);
const role = (change: object) => new Map([[ROLE, { arn: ROLE, identity: [], ...change }]]);
const target = (on: string, change: object) => new Map([...whole.targets, [on, change]]);

it("finds nothing absent where all that the runbook gives is in force", () => {
  expect(found({})).toEqual([]);
});

it("says nothing of what could not be read", () => {
  expect(found({ roles: new Map(), targets: new Map(), grants: undefined })).toEqual([]);
});

it.each([
  [
    "a boundary that was detached",
    { roles: role({ identity: whole.roles.get(ROLE)?.identity }) },
    `acme: ${ROLE} has no boundary in place of ${BOUNDARY}`,
  ],
  [
    "a boundary that was exchanged",
    { roles: role({ identity: whole.roles.get(ROLE)?.identity, boundary: { ...boundary, name: "other" } }) },
    `acme: ${ROLE} has the boundary other in place of ${BOUNDARY}`,
  ],
  ["a role's policies", { roles: role({ boundary }) }, `acme: ${ROLE} has no policy`],
  [
    "a role's statement",
    { roles: role({ boundary, identity: [named("access", [allow("List")])] }) },
    `acme: ${ROLE} has no statement Objects in its policy`,
  ],
  [
    "a secret",
    { targets: target(SECRET, { gone: true }) },
    "acme: there is no secret vendor/acme/connection",
  ],
  [
    "a partner's statements in the bucket's policy",
    { targets: target(BUCKET, { resource: named("bucket", [allow("TlsOnly")]) }) },
    "acme: partner-files has no statement AcmePartnerObjects in its policy",
  ],
  [
    "a grant's role",
    { grants: acme.grants.map((grant) => ({ ...grant, grantee: "AROAC4UE54TK2CDMP2754" })) },
    `acme: the key's grant vendor:acme:secret is of a role ${ROLE} that was deleted, and of none that was made since`,
  ],
  ["a grant", { grants: [] }, "acme: the key has no grant vendor:acme:secret"],
] as const)("names %s that is gone, once, and what brings it back", (_, inForce, text) => {
  expect(found(inForce)).toEqual([`${text}; vendor onboard acme puts it back`]);
});
