import type { PolicyDocument } from "../../../../src/policy/types.ts";
import type { KeyRecord } from "../../tables.ts";
import { REGION, type World } from "../../world.ts";
import { newKey } from "./create-key.ts";
import { kmsArn } from "./keys.ts";

/**
 * The key that AWS keeps in an account for one of its services (`alias/aws/SERVICE`), made at its first use.
 * @param service e.g. `secretsmanager`
 */
export function managedKey(world: World, account: string, service: string): KeyRecord {
  const alias = `alias/aws/${service}`;
  const table = world.table("kms.keys");
  const found = table.entries(kmsArn(account, "key/")).find(([, key]) => key.aliases.includes(alias));
  if (found !== undefined) return found[1];
  const key = newKey(world, account, {
    description: `Default key that protects my data when no other key is defined (${service})`,
    policy: managedKeyPolicy(account, service),
    tags: {},
    aliases: [alias],
  });
  table.set(key.arn, key);
  return key;
}

/** Usable by the account's principals through the service only; everyone in the account may look at it. */
function managedKeyPolicy(account: string, service: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: `Allow access through ${service} for principals of the account`,
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:CreateGrant",
          "kms:DescribeKey",
        ],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": account,
            "kms:ViaService": `${service}.${REGION}.amazonaws.com`,
          },
        },
      },
      {
        Sid: "Allow direct access to key metadata to the account",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*"],
        Resource: "*",
      },
    ],
  };
}
