import type { Principal } from "../../../src/policy/types.ts";

/** The account of the resources. */
export const OWN = "123456789012";
/** Another account. */
export const OTHER = "210987654321";

const role = (account: string, name: string): Principal => ({
  type: "session",
  account,
  roleArn: `arn:aws:iam::${account}:role/${name}`,
  roleId: `AROA${name.replace(/\W/g, "").toUpperCase()}0123456789`,
  sessionName: "s-0123",
});

const PRINCIPALS: readonly Principal[] = [
  role(OWN, "vendor-acme"),
  role(OWN, "vendor-acme"),
  role(OWN, "vendor-bolt"),
  role(OTHER, "reader"),
  role(OTHER, "reader"),
  { type: "user", account: OWN, arn: `arn:aws:iam::${OWN}:user/dana`, userId: "AIDAEXAMPLEDANA00001" },
  { type: "user", account: OTHER, arn: `arn:aws:iam::${OTHER}:user/eve`, userId: "AIDAEXAMPLEEVE000001" },
  { type: "service", service: "transfer.amazonaws.com" },
  { type: "anonymous" },
];

const GITHUB = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;
/** A SAML provider. */
export const SAML = `arn:aws:iam::${OWN}:saml-provider/corp`;

/** What can be asked: an action, its resources, and patterns that are near to it. */
export interface Topic {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly actionPatterns: readonly string[];
  readonly resourcePatterns: readonly string[];
  /** Keys that only this topic's requests have, with values. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly principals: readonly Principal[];
  readonly required: boolean;
}

const BUCKET = "arn:aws:s3:::files";
const KEY = `arn:aws:kms:eu-central-1:${OWN}:key/11111111-2222-3333-4444-555555555555`;
const SECRET = `arn:aws:secretsmanager:eu-central-1:${OWN}:secret:vendor/acme/connection-AbCdEf`;
const ROLE = `arn:aws:iam::${OWN}:role/vendor-acme.pull`;

/** Everything that is asked about. */
export const TOPICS: readonly Topic[] = [
  {
    actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    resources: [
      `${BUCKET}/acme/in/a.csv`,
      `${BUCKET}/acme-evil/a.csv`,
      `${BUCKET}/Acme/a`,
      `${BUCKET}/dana/a`,
    ],
    actionPatterns: [
      "s3:Get*",
      "s3:*Object",
      "S3:getobject",
      "s3:?etObject",
      "s3:*",
      "*",
      "kms:*",
      "s3:List*",
    ],
    resourcePatterns: [
      `${BUCKET}/acme/*`,
      `${BUCKET}/acme*`,
      `${BUCKET}/*/a.csv`,
      `${BUCKET}/acme?/*`,
      `${BUCKET}/\${aws:username}/*`,
      `${BUCKET}/\${aws:username, 'acme'}/*`,
      `${BUCKET}/\${aws:PrincipalTag/team}/*`,
      "arn:aws:s3:::*/acme/*",
      "arn:aws:s3*",
      "arn:*:s3:::files/*",
      "*",
      "arn:aws:s3:::other/*",
      "arn:aws:*s3:::files/acme/*",
      "arn:aws:*files/acme/*",
      "arn:aws:s?:::files/*",
    ],
    keys: { "s3:TlsVersion": ["1.2", "1.3", "1.1"] },
    principals: PRINCIPALS,
    required: false,
  },
  {
    actions: ["s3:ListBucket", "s3:ListBucketVersions"],
    resources: [BUCKET],
    actionPatterns: ["s3:List*", "s3:ListBucket", "s3:*", "*", "s3:Get*"],
    resourcePatterns: [BUCKET, "arn:aws:s3:::fi*", "arn:aws:s3:::file?", "*", `${BUCKET}/*`],
    keys: {
      "s3:prefix": ["acme/", "acme/in/", "acme", "acme-evil/", "ACME/", "dana/", "a*"],
      "s3:delimiter": ["/", ","],
      "s3:max-keys": ["10", "1000", "-1"],
    },
    principals: PRINCIPALS,
    required: false,
  },
  {
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: [KEY],
    actionPatterns: ["kms:*", "kms:Decrypt", "*", "kms:Generate*", "s3:*"],
    resourcePatterns: [KEY, "*", `arn:aws:kms:*:${OWN}:key/*`, `arn:aws:kms:eu-central-1:${OTHER}:key/*`],
    keys: {
      "kms:ViaService": ["s3.eu-central-1.amazonaws.com", "secretsmanager.eu-central-1.amazonaws.com"],
      "kms:EncryptionContext:aws:s3:arn": [BUCKET, `${BUCKET}/acme/a`, "arn:aws:s3:::other"],
    },
    principals: PRINCIPALS,
    required: true,
  },
  {
    actions: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
    resources: [SECRET],
    actionPatterns: ["secretsmanager:*", "secretsmanager:Get*", "*", "kms:*"],
    resourcePatterns: [
      SECRET,
      SECRET.replace("AbCdEf", "??????"),
      SECRET.replace(/acme.*/, "*"),
      "*",
      SECRET.replace("acme", "bolt"),
    ],
    keys: { "secretsmanager:VersionStage": ["AWSCURRENT", "AWSPREVIOUS"] },
    principals: PRINCIPALS,
    required: false,
  },
  {
    actions: ["sts:AssumeRole"],
    resources: [ROLE],
    actionPatterns: ["sts:*", "sts:AssumeRole", "*", "sts:AssumeRoleWith*"],
    resourcePatterns: [ROLE, "*", `arn:aws:iam::${OWN}:role/*`, `arn:aws:iam::${OTHER}:role/*`],
    keys: { "sts:ExternalId": ["acme-0123", "ACME-0123", "bolt-0123"] },
    principals: PRINCIPALS.filter(({ type }) => type !== "anonymous"),
    required: true,
  },
  {
    actions: ["sts:AssumeRoleWithWebIdentity"],
    resources: [ROLE],
    actionPatterns: ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRole*", "sts:AssumeRole"],
    resourcePatterns: ["*"],
    keys: {
      "token.actions.githubusercontent.com:sub": [
        "repo:acme/app:ref:refs/heads/main",
        "repo:evil/app:pull_request",
      ],
      "token.actions.githubusercontent.com:aud": ["sts.amazonaws.com", "other"],
    },
    principals: [{ type: "federated", provider: GITHUB }],
    required: true,
  },
  {
    actions: ["sts:AssumeRoleWithSAML"],
    resources: [ROLE],
    actionPatterns: ["sts:AssumeRoleWithSAML", "sts:*", "sts:AssumeRole"],
    resourcePatterns: ["*"],
    keys: { "SAML:aud": ["https://signin.aws.amazon.com/saml", "other"], "SAML:sub": ["dana", "eve"] },
    principals: [{ type: "federated", provider: SAML }],
    required: true,
  },
];
