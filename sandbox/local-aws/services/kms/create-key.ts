import { z } from "zod";
import type { PolicyDocument } from "../../../../src/policy/types.ts";
import { defineOperation } from "../../service.ts";
import type { KeyRecord } from "../../tables.ts";
import type { World } from "../../world.ts";
import { addTags, requestTagContext, type TagProblem } from "../shared/tags.ts";
import { uuid } from "../shared/uuid.ts";
import { kmsFault } from "./faults.ts";
import { type KeySpec, newMaterial, schemesOf, specOf, usageOf } from "./key-spec.ts";
import { isAwsManaged, keyState, kmsArn } from "./keys.ts";
import { newKeyPolicy, requireNoLockout } from "./policy-operations.ts";
import { policyText, tags } from "./schema.ts";

const spec = z.enum(["SYMMETRIC_DEFAULT", "ECC_NIST_P256", "RSA_3072"]);

interface SpecInput {
  readonly KeySpec?: KeySpec;
  readonly CustomerMasterKeySpec?: KeySpec;
  readonly KeyUsage?: "ENCRYPT_DECRYPT" | "SIGN_VERIFY";
}

/** CreateKey, of symmetric encryption keys and of key pairs that sign. */
export const createKey = defineOperation({
  input: z.strictObject({
    Policy: policyText.exactOptional(),
    Description: z.string().max(8192).exactOptional(),
    KeyUsage: z.enum(["ENCRYPT_DECRYPT", "SIGN_VERIFY"]).exactOptional(),
    KeySpec: spec.exactOptional(),
    CustomerMasterKeySpec: spec.exactOptional(),
    Origin: z.literal("AWS_KMS").exactOptional(),
    MultiRegion: z.literal(false).exactOptional(),
    BypassPolicyLockoutSafetyCheck: z.boolean().exactOptional(),
    Tags: tags.exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const { world, caller, account } = context;
    const pairs = (input.Tags ?? []).map((tag) => [tag.TagKey, tag.TagValue] as const);
    const keySpec = specFor(input);
    const newTags = addTags({}, pairs, tagFault);
    world.authorize({
      caller,
      action: "kms:CreateKey",
      resource: "*",
      resourceAccount: account,
      context: {
        "kms:KeySpec": keySpec,
        "kms:KeyUsage": usageOf(keySpec),
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
      ...(keySpec === "SYMMETRIC_DEFAULT" ? {} : { spec: keySpec }),
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

/** @throws AwsFault ValidationException for specs that differ, or a use that keys of that spec do not have */
function specFor({ KeySpec, CustomerMasterKeySpec, KeyUsage = "ENCRYPT_DECRYPT" }: SpecInput): KeySpec {
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined && KeySpec !== CustomerMasterKeySpec)
    throw kmsFault.validation("KeySpec and CustomerMasterKeySpec cannot be different.");
  const wanted = KeySpec ?? CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
  if (usageOf(wanted) !== KeyUsage)
    throw kmsFault.validation(`KeyUsage ${KeyUsage} is not compatible with KeySpec ${wanted}`);
  return wanted;
}

/** A key with fresh material, not stored yet. */
export function newKey(
  world: World,
  account: string,
  traits: Pick<KeyRecord, "description" | "policy" | "tags" | "aliases" | "spec">,
): KeyRecord {
  const id = uuid(world.random);
  const material = newMaterial(specOf(traits), world.random);
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
  const spec = specOf(key);
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: { $date: key.createdAt },
    Enabled: keyState(key) === "Enabled",
    Description: key.description,
    KeyUsage: usageOf(spec),
    KeyState: keyState(key),
    ...(key.deletionDate === undefined ? {} : { DeletionDate: { $date: key.deletionDate } }),
    Origin: "AWS_KMS",
    KeyManager: isAwsManaged(key) ? "AWS" : "CUSTOMER",
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    ...(spec === "SYMMETRIC_DEFAULT"
      ? { EncryptionAlgorithms: [spec] }
      : { SigningAlgorithms: Object.keys(schemesOf(spec)) }),
    MultiRegion: false,
  };
}

/** KMS's error of a tag. */
export function tagFault(problem: TagProblem): Error {
  return problem.kind === "limit" ? kmsFault.limit(problem.message) : kmsFault.tag(problem.message);
}
