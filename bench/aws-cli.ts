import type { Served } from "./served.ts";

const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHXf7q2WmNT1uYFnfAVcAjCVHYyE0vHdNwFQzoXlhVlz";

/** What an engineer would type to provision `partner` by hand: four calls to look, seven that hosted-sftp's plan makes. */
export function elevenCalls(partner: string, { describe }: Served): readonly (readonly string[])[] {
  const { account, bucket, kmsKeyArn, region, transferServer } = describe;
  const role = `vendor-${partner}`;
  const secret = `vendor/${partner}/connection`;
  const roleArn = `arn:aws:iam::${account}:role/${role}`;
  const tags = `Key=vendor:partner,Value=${partner}`;
  const managed = "Key=vendor:managed-by,Value=vendor";
  const user = `arn:aws:transfer:${region}:${account}:user/${transferServer}/${partner}`;
  const trust = policy({
    Effect: "Allow",
    Principal: { Service: "transfer.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": account }, ArnEquals: { "aws:SourceArn": user } },
  });
  const access = policy(
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: `arn:aws:s3:::${bucket}/${partner}/*`,
    },
    {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { "s3:prefix": [`${partner}/*`] } },
    },
  );
  const readers = policy({
    Effect: "Deny",
    Principal: "*",
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
    Condition: { ArnNotEquals: { "aws:PrincipalArn": [roleArn] } },
  });
  const connection = JSON.stringify({ host: "127.0.0.1", username: partner });
  return [
    ["sts", "get-caller-identity"],
    ["kms", "describe-key", "--key-id", kmsKeyArn],
    ["transfer", "describe-server", "--server-id", transferServer],
    ["s3api", "get-public-access-block", "--bucket", bucket],
    [
      "iam",
      "create-role",
      "--role-name",
      role,
      "--assume-role-policy-document",
      trust,
      "--tags",
      tags,
      managed,
    ],
    ["iam", "put-role-policy", "--role-name", role, "--policy-name", "access", "--policy-document", access],
    ["s3api", "put-object", "--bucket", bucket, "--key", `${partner}/`],
    [
      "secretsmanager",
      "create-secret",
      "--name",
      secret,
      "--kms-key-id",
      kmsKeyArn,
      "--secret-string",
      connection,
      "--tags",
      tags,
      managed,
    ],
    ["secretsmanager", "put-resource-policy", "--secret-id", secret, "--resource-policy", readers],
    [
      "kms",
      "create-grant",
      "--key-id",
      kmsKeyArn,
      "--grantee-principal",
      roleArn,
      "--operations",
      "Decrypt",
      "--name",
      `vendor:${partner}:secret`,
      "--constraints",
      `EncryptionContextSubset={SecretARN=${secret}}`,
    ],
    [
      "transfer",
      "create-user",
      "--server-id",
      transferServer,
      "--user-name",
      partner,
      "--role",
      roleArn,
      "--home-directory-type",
      "LOGICAL",
      "--home-directory-mappings",
      `Entry=/,Target=/${bucket}/${partner}`,
      "--ssh-public-key-body",
      PUBLIC_KEY,
      "--tags",
      tags,
      managed,
    ],
  ];
}

function policy(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
