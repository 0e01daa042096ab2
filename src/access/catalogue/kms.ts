import type { JsonObject } from "../../core/json.ts";
import type { Probe } from "../../core/probe.ts";
import { awsAttempt, denied } from "./build.ts";
import { partitionOf, type Targets } from "./targets.ts";

/**
 * The key, called directly instead of through S3 or Secrets Manager. No call changes anything: those that could run
 * dry, and say so with DryRunOperationException once they are authorised:
 * https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html
 */
export function kms(targets: Targets): Probe[] {
  const { bucket, kmsKey, role } = targets;
  const { session } = targets.actors;
  if (!session) return [];
  const probe = (id: string, operation: string, input: JsonObject, title: string, reason: string): Probe =>
    denied(
      { group: "kms", actor: session },
      `kms.${id}`,
      "s3.own.get",
      awsAttempt("kms", operation, { KeyId: kmsKey, ...input }, ["DryRunOperationException"]),
      { title, reason },
    );
  const direct = "The key is for the partner's files and secret, through S3 and Secrets Manager only.";
  return [
    probe(
      "generate-data-key",
      "GenerateDataKey",
      { KeySpec: "AES_256", DryRun: true },
      "make a data key",
      direct,
    ),
    probe(
      "generate-data-key-like-s3",
      "GenerateDataKey",
      {
        KeySpec: "AES_256",
        DryRun: true,
        EncryptionContext: { "aws:s3:arn": `arn:${partitionOf(targets)}:s3:::${bucket}` },
      },
      "make a data key with the context that S3 gives",
      "The context is no secret: only S3 itself may use it.",
    ),
    probe(
      "encrypt",
      "Encrypt",
      { Plaintext: "vendor access test", DryRun: true },
      "encrypt with the key",
      direct,
    ),
    probe(
      "list-grants",
      "ListGrants",
      { Limit: 1 },
      "list the key's grants",
      "Grants name the other partners.",
    ),
    probe(
      "create-grant",
      "CreateGrant",
      { GranteePrincipal: role.arn, Operations: ["Decrypt"], DryRun: true },
      "grant the key to oneself",
      "Who makes grants has the key.",
    ),
  ];
}
