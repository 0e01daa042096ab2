import { z } from "zod";
import type { PolicyDocument } from "../../../../src/policy/types.ts";
import { defineOperation } from "../../service.ts";
import type { KeyRecord } from "../../tables.ts";
import type { World } from "../../world.ts";
import { addTags, requestTagContext, type TagProblem } from "../shared/tags.ts";
import { uuid } from "../shared/uuid.ts";
import { kmsFault } from "./faults.ts";
import { isAwsManaged, keyState, kmsArn } from "./keys.ts";
import { newKeyPolicy, requireNoLockout } from "./policy-operations.ts";
import { policyText, tags } from "./schema.ts";

/** CreateKey, of symmetric encryption keys. */
export const createKey = defineOperation({
  input: z.strictObject({
    Policy: policyText.exactOptional(),
    Description: z.string().max(8192).exactOptional(),
    KeyUsage: z.literal("ENCRYPT_DECRYPT").exactOptional(),
    KeySpec: z.literal("SYMMETRIC_DEFAULT").exactOptional(),
    CustomerMasterKeySpec: z.literal("SYMMETRIC_DEFAULT").exactOptional(),
    Origin: z.literal("AWS_KMS").exactOptional(),
    MultiRegion: z.literal(false).exactOptional(),
    BypassPolicyLockoutSafetyCheck: z.boolean().exactOptional(),
    Tags: tags.exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const { world, caller, account } = context;
    const pairs = (input.Tags ?? []).map((tag) => [tag.TagKey, tag.TagValue] as const);
    const newTags = addTags({}, pairs, tagFault);
    world.authorize({
      caller,
      action: "kms:CreateKey",
      resource: "*",
      resourceAccount: account,
      context: {
        "kms:KeySpec": "SYMMETRIC_DEFAULT",
        "kms:KeyUsage": "ENCRYPT_DECRYPT",
        ...requestTagContext(newTags),
      },
    });
    const policy =
      input.Policy === undefined ? defaultKeyPolicy(account) : newKeyPolicy(context, input.Policy);
    const key = newKey(world, account, {
      description: input.Description ?? "",
      policy,
      tags: newTags,
      aliases: [],
    });
    if (pairs.length > 0) {
      const context = requestTagContext(newTags);
      world.authorize({
        caller,
        action: "kms:TagResource",
        resource: key.arn,
        resourceAccount: account,
        context,
      });
    }
    if (input.BypassPolicyLockoutSafetyCheck !== true) requireNoLockout(context, key, policy);
    world.table("kms.keys").set(key.arn, key);
    context.touch("AWS::KMS::Key", key.arn);
    return { KeyMetadata: keyMetadata(key) };
  },
});

/** A key with fresh material, not stored yet. */
export function newKey(
  world: World,
  account: string,
  traits: Pick<KeyRecord, "description" | "policy" | "tags" | "aliases">,
): KeyRecord {
  const id = uuid(world.random);
  const material = Buffer.from(world.random.bytes(32)).toString("base64");
  return {
    ...traits,
    id,
    account,
    arn: kmsArn(account, `key/${id}`),
    createdAt: world.clock.now(),
    enabled: true,
    material,
  };
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export function defaultKeyPolicy(account: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
}

/** What DescribeKey and CreateKey tell. */
export function keyMetadata(key: KeyRecord) {
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: { $date: key.createdAt },
    Enabled: keyState(key) === "Enabled",
    Description: key.description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: keyState(key),
    ...(key.deletionDate === undefined ? {} : { DeletionDate: { $date: key.deletionDate } }),
    Origin: "AWS_KMS",
    KeyManager: isAwsManaged(key) ? "AWS" : "CUSTOMER",
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  };
}

/** KMS's error of a tag. */
export function tagFault(problem: TagProblem): Error {
  return problem.kind === "limit" ? kmsFault.limit(problem.message) : kmsFault.tag(problem.message);
}
