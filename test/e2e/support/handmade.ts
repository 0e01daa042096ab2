import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { CreateUserCommand } from "@aws-sdk/client-transfer";
import type { LocalAws } from "../../../sandbox/local-aws/index.ts";
import { clientsOf } from "./clients.ts";
import { PUBLIC_KEYS } from "./keys.ts";

/** The trust policy of a role that was made by hand. */
export const HANDMADE_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "transfer.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});

/**
 * What somebody made for acme by hand before there was `vendor`: role, folder, secret and user under the names that the
 * hosted-sftp runbook gives them.
 * @param tagging tags of the folder, as a query string
 */
export async function makeByHand({ describe, url, credentials }: LocalAws, tagging: string): Promise<void> {
  const { bucket, transferServer, account } = describe;
  const admin = clientsOf(url, credentials("admin"));
  await admin.iam.send(
    new CreateRoleCommand({
      RoleName: "vendor-acme",
      AssumeRolePolicyDocument: HANDMADE_TRUST,
      Tags: [{ Key: "team", Value: "files" }],
    }),
  );
  const folder = { Bucket: bucket, Key: "acme/", Body: "", ContentLength: 0, Tagging: tagging };
  await admin.s3.send(new PutObjectCommand(folder));
  await admin.secrets.send(new CreateSecretCommand({ Name: "vendor/acme/connection", SecretString: "old" }));
  await admin.transfer.send(
    new CreateUserCommand({
      ServerId: transferServer,
      UserName: "acme",
      Role: `arn:aws:iam::${account}:role/vendor-acme`,
      HomeDirectoryType: "LOGICAL",
      HomeDirectoryMappings: [{ Entry: "/", Target: `/${bucket}/acme` }],
      SshPublicKeyBody: PUBLIC_KEYS.ed25519,
    }),
  );
  admin.close();
}
