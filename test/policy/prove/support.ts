import { lookAlikesOf } from "../../../src/policy/prove/lookalikes.ts";
import type { Estate, ProofInput, ProofSubject } from "../../../src/policy/prove/types.ts";
import type { Grant, NamedPolicy, Statement } from "../../../src/policy/types.ts";

export const ACCOUNT = "123456789012";
export const ESTATE: Estate = {
  partition: "aws",
  account: ACCOUNT,
  region: "eu-central-1",
  bucket: "files",
  keyArn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/k`,
};
const SECRETS = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:`;

export const roleOf = (partner: string) => `arn:aws:iam::${ACCOUNT}:role/vendor-${partner}`;
export const documentOf = (statements: readonly Statement[]): NamedPolicy["document"] => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** The statements that the shipped runbook gives a partner's role. */
export function slice(partner: string): readonly Statement[] {
  return [
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: `arn:aws:s3:::files/${partner}/*`,
    },
    {
      Sid: "List",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::files",
      Condition: { StringLike: { "s3:prefix": [`${partner}/*`] } },
    },
    {
      Sid: "FilesKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: ESTATE.keyArn,
      Condition: {
        StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
        StringLike: {
          "kms:EncryptionContext:aws:s3:arn": ["arn:aws:s3:::files", `arn:aws:s3:::files/${partner}/*`],
        },
      },
    },
    {
      Sid: "Secret",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: `${SECRETS}vendor/${partner}/connection-??????`,
    },
  ];
}

export function subjectOf(partner: string, statements = slice(partner)): ProofSubject {
  const identity = [{ name: `policy of vendor-${partner}`, document: documentOf(statements) }];
  return { name: partner, principals: [{ arn: roleOf(partner), identity }] };
}

/** The grant that lets a partner's role read its secret. */
export function grantOf(partner: string, more: Partial<Grant> = {}): Grant {
  return {
    grantId: `grant-${partner}`,
    name: `vendor:${partner}:secret`,
    grantee: roleOf(partner),
    keyArn: ESTATE.keyArn,
    operations: ["Decrypt"],
    encryptionContextSubset: { SecretARN: `${SECRETS}vendor/${partner}/connection-AbCdEf` },
    ...more,
  };
}

export const KEY_POLICY = {
  on: ESTATE.keyArn,
  policy: {
    name: "key policy",
    document: documentOf([
      {
        Sid: "Account",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ]),
  },
};

export const lookAlikes = (partner: string) =>
  lookAlikesOf(partner, (name) => ({ prefix: `${name}/`, secret: `vendor/${name}/connection` }));

export function bucketPolicy(statements: readonly Statement[]) {
  return { on: "arn:aws:s3:::files*", policy: { name: "bucket policy", document: documentOf(statements) } };
}

/** Partners as the shipped runbook makes them, with what a test changes. */
export function inputOf(partners: readonly string[], more: Partial<ProofInput> = {}): ProofInput {
  return {
    estate: ESTATE,
    subjects: partners.map((partner) => subjectOf(partner)),
    attached: [KEY_POLICY],
    grants: partners.map((partner) => grantOf(partner)),
    lookAlikes: partners.flatMap(lookAlikes),
    ...more,
  };
}
