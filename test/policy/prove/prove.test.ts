import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/policy/evaluate.ts";
import { proveDisjoint } from "../../../src/policy/prove/prove.ts";
import type { Proof, ProofInput } from "../../../src/policy/prove/types.ts";
import type { Grant, Statement } from "../../../src/policy/types.ts";
import {
  ACCOUNT,
  bucketPolicy,
  documentOf,
  grantOf,
  inputOf,
  KEY_POLICY,
  slice,
  subjectOf,
} from "./support.ts";

const SECRETS = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:`;

/** The slice of acme with one of its statements changed. */
function widened(sid: string, change: Partial<Statement>): Partial<ProofInput> {
  const statements = slice("acme").map((one) =>
    one.Sid === sid ? ({ ...one, ...change } as Statement) : one,
  );
  return { subjects: [subjectOf("acme", statements), subjectOf("globex"), subjectOf("acme-parts")] };
}

const proved = (more: Partial<ProofInput>) => proveDisjoint(inputOf(["acme", "globex", "acme-parts"], more));

const between = ({ overlaps }: Proof) =>
  overlaps.map(({ domain, one, other }) =>
    [domain, ...[one.subject, "lookAlike" in other ? other.lookAlike : other.subject].sort()].join(" "),
  );

describe("partners as the shipped runbook makes them", () => {
  it("are disjoint, also where one's name begins with the other's", () => {
    const proof = proved({});
    expect(proof).toMatchObject({ subjects: 3, pairs: 3, overlaps: [], more: 0, unproven: [] });
    expect(proof.lookAlikes).toBeGreaterThan(20);
  });

  it("are disjoint beside another account's role that the bucket policy lets in", () => {
    const partner = "arn:aws:iam::210987654321:role/globex-reader";
    const condition = { ArnEquals: { "aws:PrincipalArn": partner } };
    const statements: readonly Statement[] = [
      {
        Sid: "Get",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::210987654321:root" },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::files/globex/*",
        Condition: condition,
      },
      {
        Sid: "List",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::210987654321:root" },
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::files",
        Condition: { ...condition, StringLike: { "s3:prefix": "globex/*" } },
      },
    ];
    const outside = { name: "globex", principals: [{ arn: partner }] };
    const bucket = { encryptionContextSubset: { "aws:s3:arn": "arn:aws:s3:::files" } };
    const input: Partial<ProofInput> = {
      subjects: [subjectOf("acme"), outside],
      grants: [grantOf("acme"), grantOf("globex", { grantee: partner, ...bucket })],
    };
    expect(proved({ ...input, attached: [KEY_POLICY, bucketPolicy(statements)] })).toMatchObject({
      overlaps: [],
      unproven: [],
    });
    const loose = statements.map((one) => ({ ...one, Condition: condition }));
    const proof = proved({ ...input, attached: [KEY_POLICY, bucketPolicy(loose)] });
    expect(between(proof)).toContain("object acme globex");
  });
});

const CASES: readonly (readonly [string, Partial<ProofInput>, string])[] = [
  [
    "objects of the whole bucket",
    widened("Objects", { Resource: "arn:aws:s3:::files/*" }),
    "object acme globex",
  ],
  [
    "objects of a prefix without its slash",
    widened("Objects", { Resource: "arn:aws:s3:::files/acme*" }),
    "object acme acme-parts",
  ],
  ["a list without its condition", widened("List", { Condition: {} }), "object acme globex"],
  [
    "a list prefix without its slash",
    widened("List", { Condition: { StringLike: { "s3:prefix": "acme*" } } }),
    "object acme acme-parts",
  ],
  [
    "a list of the bare name",
    widened("List", { Condition: { StringEquals: { "s3:prefix": ["acme/", "acme"] } } }),
    "object acme acme-parts",
  ],
  [
    "a list of the root",
    widened("List", { Condition: { StringEquals: { "s3:prefix": ["", "acme/"] } } }),
    "object acme globex",
  ],
  [
    "a list whose condition holds without a prefix",
    widened("List", { Condition: { StringLikeIfExists: { "s3:prefix": "acme/*" } } }),
    "object acme globex",
  ],
  [
    "a list for which any case will do",
    widened("List", { Condition: { StringEqualsIgnoreCase: { "s3:prefix": "acme/" } } }),
    "object ACME/ acme",
  ],
  [
    "everything but one prefix",
    widened("Objects", { Resource: undefined as never, NotResource: "arn:aws:s3:::files/globex/*" }),
    "object acme acme-parts",
  ],
  [
    "a list of everything but one prefix",
    widened("List", { Condition: { StringNotLike: { "s3:prefix": "globex/*" } } }),
    "object acme acme-parts",
  ],
  [
    "uploads, which no prefix bounds",
    widened("List", { Action: "s3:ListBucketMultipartUploads", Condition: {} }),
    "object acme globex",
  ],
  [
    "the key of the folder itself",
    widened("Objects", { Resource: "arn:aws:s3:::files/acme" }),
    "object acme the key acme",
  ],
  [
    "names that begin like it",
    widened("Objects", { Resource: ["arn:aws:s3:::files/acme/*", "arn:aws:s3:::files/acme-evil/*"] }),
    "object acme acme-evil/",
  ],
  [
    "the root of the bucket",
    widened("Objects", { Resource: "arn:aws:s3:::files/??????" }),
    "object acme the root of the bucket",
  ],
  ["every secret", widened("Secret", { Resource: `${SECRETS}*` }), "secret acme globex"],
  [
    "a secret's ending left open",
    widened("Secret", { Resource: `${SECRETS}vendor/acme/connection-*` }),
    "secret acme longer names of its secret, vendor/acme/connection-…",
  ],
  [
    "a list of secrets",
    widened("Secret", { Action: "secretsmanager:ListSecrets", Resource: "*" }),
    "secret acme globex",
  ],
  ["the key for any object", widened("FilesKey", { Condition: {} }), "object-context acme globex"],
  [
    "a grant without its constraint",
    { grants: [grantWithout("acme"), grantOf("globex"), grantOf("acme-parts")] },
    "secret-context acme globex",
  ],
  [
    "a bucket policy that lets everybody in",
    {
      attached: [
        KEY_POLICY,
        bucketPolicy([
          {
            Sid: "All",
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::files/*",
          },
        ]),
      ],
    },
    "object acme globex",
  ],
];

function grantWithout(partner: string): Grant {
  const { encryptionContextSubset: _, ...grant } = grantOf(partner);
  return grant;
}

describe("finds", () => {
  it.each(CASES)("%s", (_what, more, expected) => {
    const proof = proved(more);
    expect(between(proof)).toContain(expected);
  });

  it("requests that the evaluator allows, and nothing else", () => {
    for (const [, more] of CASES) {
      const input = inputOf(["acme", "globex", "acme-parts"], more);
      for (const { one, other } of proveDisjoint(input).overlaps)
        for (const { request, decision } of "lookAlike" in other ? [one] : [one, other]) {
          expect(decision.allowed).toBe(true);
          const identity = input.subjects.flatMap(({ principals }) =>
            principals.filter(
              ({ arn }) => "roleArn" in request.principal && arn === request.principal.roleArn,
            ),
          );
          const resource = input.attached.find(({ on }) => request.resource.startsWith(on.replace("*", "")));
          const again = evaluate(request, {
            identity: identity.flatMap((principal) => principal.identity ?? []),
            ...(resource && { resource: resource.policy }),
            resourcePolicy: request.action.startsWith("kms:") ? "required" : "optional",
            grants: input.grants,
            ...("encryptionContext" in one && one.encryptionContext
              ? { encryptionContext: one.encryptionContext }
              : {}),
          });
          expect(again).toEqual(decision);
        }
    }
  });
});

describe("says that it is not proven", () => {
  it("where a variable depends on the caller", () => {
    const proof = proved(
      widened("Objects", { Resource: "arn:aws:s3:::files/${aws:PrincipalTag/partner}/*" }),
    );
    expect(proof.unproven.map(({ why }) => why).join()).toContain(
      "Objects of policy of vendor-acme depends on",
    );
  });

  it.each(["iam:PassRole", "*", "s3:NoSuchAction"])("where %s is allowed", (action) => {
    const extra: Statement = {
      Sid: "More",
      Effect: "Allow",
      Action: action,
      Resource: "arn:aws:iam::1:role/x",
    };
    const proof = proved({ subjects: [subjectOf("acme", [...slice("acme"), extra]), subjectOf("globex")] });
    expect(proof.unproven).toEqual([
      expect.objectContaining({ subject: "acme", why: expect.stringContaining(action) }),
    ]);
  });

  it("where the evaluator does not know an operator", () => {
    const odd = { Condition: { StringAlmost: { "s3:prefix": "acme/*" } } };
    const proof = proved(widened("List", odd));
    expect(proof.overlaps).toEqual([]);
    expect(proof.unproven.map(({ subject, other }) => `${subject} ${other}`)).toContain("acme globex");
  });
});

describe("a Deny counts", () => {
  const broad = { Action: ["s3:GetObject"], Resource: "arn:aws:s3:::files/*" };
  const deny = (more: Partial<Statement>): Partial<ProofInput> => {
    const statements = [
      ...slice("acme").map((one) => (one.Sid === "Objects" ? ({ ...one, ...broad } as Statement) : one)),
      { Sid: "Not", Effect: "Deny", Action: "s3:*", ...more } as Statement,
    ];
    return { subjects: [subjectOf("acme", statements), subjectOf("globex")], lookAlikes: [] };
  };

  it("where it takes away all but the own prefix", () => {
    expect(
      proved(deny({ NotResource: ["arn:aws:s3:::files/acme/*", "arn:aws:s3:::files"] })).overlaps,
    ).toEqual([]);
  });

  it("not where it leaves a gap", () => {
    const proof = proved(deny({ Resource: "arn:aws:s3:::files/globex/?*?" }));
    expect(between(proof)).toEqual(["object acme globex"]);
    expect(proof.overlaps[0]?.what).toMatch(/^globex\/.?$/);
  });

  it("not where only some requests meet its condition", () => {
    const proof = proved(deny({ Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }));
    expect(between(proof)).toEqual(["object acme globex"]);
  });

  it("where a boundary leaves nothing else", () => {
    const [acme] = deny({ Resource: "arn:aws:s3:::other/*" }).subjects ?? [];
    const boundary = {
      name: "boundary",
      document: documentOf([
        {
          Sid: "B",
          Effect: "Allow",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/acme/*"],
        },
      ]),
    };
    const principals = (acme?.principals ?? []).map((principal) => ({ ...principal, boundary }));
    const subjects = [{ name: "acme", principals }, subjectOf("globex")];
    expect(proved({ subjects, lookAlikes: [] }).overlaps).toEqual([]);
  });
});

it("looks only at the partners that it is asked about", () => {
  const all = widened("Objects", { Resource: "arn:aws:s3:::files/*" });
  expect(proved({ ...all, lookAlikes: [], focus: ["globex"] }).pairs).toBe(2);
  expect(between(proved({ ...all, lookAlikes: [], focus: ["globex"] }))).toEqual(["object acme globex"]);
  expect(between(proved({ ...widened("Objects", {}), focus: ["acme"] }))).toEqual([]);
});

it("names what both reach", () => {
  const [found] = proved({ ...widened("Secret", { Resource: `${SECRETS}*` }), lookAlikes: [] }).overlaps;
  expect(found?.domain).toBe("secret");
  expect(found?.one.request.resource).toMatch(/:secret:vendor\/(globex|acme-parts)\/connection-......$/);
});
