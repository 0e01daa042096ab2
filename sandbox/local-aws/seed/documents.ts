import type { PolicyDocument, PrincipalElement } from "../../../src/policy/types.ts";
import operatorPolicy from "../../account/operator-policy.json" with { type: "json" };
import { REGION } from "../world.ts";
import { ACCOUNT, BUCKET, type SeededRole, seededRoleArn, USER } from "./names.ts";

const VERSION = "2012-10-17";
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;

/** Everything on everything: for the seeded administrator and AWS's AdministratorAccess. */
export const ADMINISTRATOR: PolicyDocument = {
  Version: VERSION,
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** The bucket's own policy: no plain http, for anybody. */
export const BUCKET_POLICY: PolicyDocument = {
  Version: VERSION,
  Statement: [
    {
      Sid: "DenyPlainHttp",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [BUCKET_ARN, `${BUCKET_ARN}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
};

/** What the engineer's access key is good for: to assume the roles, nothing else. */
export const ENGINEER_POLICY: PolicyDocument = {
  Version: VERSION,
  Statement: [
    {
      Sid: "AssumeRoles",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: (["operator", "admin", "partner-desk"] as const).map(seededRoleArn),
    },
  ],
};

/** Who may assume each role, in ARNs. */
export function trustOf(role: SeededRole): PolicyDocument {
  const Principal: PrincipalElement = {
    AWS: role === "sandbox" ? seededRoleArn("operator") : `arn:aws:iam::${ACCOUNT}:user/${USER}`,
  };
  return { Version: VERSION, Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] };
}

/** What each role may do. */
export function policyOf(role: SeededRole, kmsKeyArn: string): PolicyDocument {
  switch (role) {
    case "operator":
      return fillIn(operatorPolicy, kmsKeyArn);
    case "admin":
      return ADMINISTRATOR;
    case "partner-desk":
      return partnerDeskPolicy(kmsKeyArn);
    case "sandbox":
      return SANDBOX_POLICY;
  }
}

function partnerDeskPolicy(kmsKeyArn: string): PolicyDocument {
  return {
    Version: VERSION,
    Statement: [
      {
        Sid: "ReadPartnerSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:vendor/*`,
      },
      {
        Sid: "DecryptPartnerSecrets",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: kmsKeyArn,
        Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com` } },
      },
    ],
  };
}

/** Wide on the partner's side on purpose: what a test from there is refused, the enterprise's side has refused. */
const SANDBOX_POLICY: PolicyDocument = {
  Version: VERSION,
  Statement: [
    {
      Sid: "AssumePartnerRoles",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: `arn:aws:iam::${ACCOUNT}:role/vendor-*`,
    },
    {
      Sid: "UseBucket",
      Effect: "Allow",
      Action: "s3:*",
      Resource: [BUCKET_ARN, `${BUCKET_ARN}/*`],
    },
    {
      Sid: "UseKeys",
      Effect: "Allow",
      Action: "kms:*",
      Resource: `arn:aws:kms:*:${ACCOUNT}:key/*`,
    },
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      Resource: `arn:aws:secretsmanager:*:${ACCOUNT}:secret:*`,
    },
    {
      Sid: "ReadItself",
      Effect: "Allow",
      Action: "iam:GetRole",
      Resource: seededRoleArn("sandbox"),
    },
  ],
};

/** The operator's policy is written for these accounts; only the key's id is random. */
function fillIn(template: object, kmsKeyArn: string): PolicyDocument {
  return JSON.parse(JSON.stringify(template).replaceAll("${kmsKeyArn}", kmsKeyArn)) as PolicyDocument;
}
