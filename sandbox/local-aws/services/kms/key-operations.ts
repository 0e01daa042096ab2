import { z } from "zod";
import type { Context } from "../../../../src/policy/types.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import type { KeyRecord } from "../../tables.ts";
import { pageOf } from "../shared/paging.ts";
import { authorizeKey } from "./authorize.ts";
import { createKey, keyMetadata } from "./create-key.ts";
import { kmsFault } from "./faults.ts";
import { specOf } from "./key-spec.ts";
import {
  findKey,
  findKeyById,
  isAwsManaged,
  kmsArn,
  requireEnabled,
  requireNotPending,
  updateKey,
} from "./keys.ts";
import { grantTokens, keyId, limit, marker } from "./schema.ts";

const DAY = 86_400_000;

const describeKey = defineOperation({
  input: z.strictObject({ KeyId: keyId, GrantTokens: grantTokens }),
  readOnly: true,
  sensitive: ["GrantTokens"],
  handle(input, { world, caller, account, touch }) {
    const { key, alias } = findKey(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, {
      key,
      action: "kms:DescribeKey",
      ...(alias === undefined ? {} : { alias }),
      grantTokens: input.GrantTokens,
    });
    return { KeyMetadata: keyMetadata(key) };
  },
});

const listKeys = defineOperation({
  input: z.strictObject({ Limit: limit, Marker: marker }),
  readOnly: true,
  handle(input, { world, caller, account }) {
    world.authorize({ caller, action: "kms:ListKeys", resource: "*", resourceAccount: account });
    const keys = world
      .table("kms.keys")
      .entries(kmsArn(account, "key/"))
      .map(([arn, key]) => [arn, { KeyId: key.id, KeyArn: arn }] as const);
    const page = pageOf(keys, input.Limit ?? 100, input.Marker, kmsFault.invalidMarker);
    return { Keys: page.items, Truncated: page.next !== undefined, NextMarker: page.next };
  },
});

const enableKey = changing("kms:EnableKey", (key, { world }) => {
  requireNotPending(key);
  updateKey(world, key, { enabled: true });
});

const disableKey = changing("kms:DisableKey", (key, { world }) => {
  requireNotPending(key);
  updateKey(world, key, { enabled: false });
});

const disableKeyRotation = changing("kms:DisableKeyRotation", (key, { world }) => {
  requireSymmetric(key);
  requireEnabled(key);
  const { rotationDays: _off, ...rest } = key;
  world.table("kms.keys").set(key.arn, rest);
});

const cancelKeyDeletion = defineOperation({
  input: z.strictObject({ KeyId: keyId }),
  readOnly: false,
  handle(input, context) {
    const key = ownKey(context, input.KeyId, "kms:CancelKeyDeletion");
    if (key.deletionDate === undefined) throw kmsFault.invalidState(`${key.arn} is not pending deletion.`);
    const { deletionDate: _cancelled, ...rest } = key;
    context.world.table("kms.keys").set(key.arn, { ...rest, enabled: false });
    return { KeyId: key.arn };
  },
});

/** An operation that takes a key id, changes the key and answers nothing. */
function changing(action: string, change: (key: KeyRecord, context: OperationContext) => void): Operation {
  return defineOperation({
    input: z.strictObject({ KeyId: keyId }),
    readOnly: false,
    handle(input, context) {
      change(ownKey(context, input.KeyId, action), context);
      return undefined;
    },
  });
}

const enableKeyRotation = defineOperation({
  input: z.strictObject({
    KeyId: keyId,
    RotationPeriodInDays: z.number().int().min(90).max(2560).exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const days = input.RotationPeriodInDays ?? 365;
    const key = ownKey(context, input.KeyId, "kms:EnableKeyRotation", {
      "kms:RotationPeriodInDays": String(days),
    });
    requireSymmetric(key);
    requireEnabled(key);
    updateKey(context.world, key, { rotationDays: days });
    return undefined;
  },
});

const updateKeyDescription = defineOperation({
  input: z.strictObject({ KeyId: keyId, Description: z.string().max(8192) }),
  readOnly: false,
  handle(input, context) {
    const key = ownKey(context, input.KeyId, "kms:UpdateKeyDescription");
    requireNotPending(key);
    updateKey(context.world, key, { description: input.Description });
    return undefined;
  },
});

const getKeyRotationStatus = defineOperation({
  input: z.strictObject({ KeyId: keyId }),
  readOnly: true,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, { key, action: "kms:GetKeyRotationStatus" });
    requireSymmetric(key);
    if (key.rotationDays === undefined) return { KeyRotationEnabled: false, KeyId: key.id };
    return { KeyRotationEnabled: true, KeyId: key.id, RotationPeriodInDays: key.rotationDays };
  },
});

const scheduleKeyDeletion = defineOperation({
  input: z.strictObject({
    KeyId: keyId,
    PendingWindowInDays: z.number().int().min(7).max(30).exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const days = input.PendingWindowInDays ?? 30;
    const key = ownKey(context, input.KeyId, "kms:ScheduleKeyDeletion", {
      "kms:ScheduleKeyDeletionPendingWindowInDays": String(days),
    });
    requireNotPending(key);
    const deletionDate = context.world.clock.now() + days * DAY;
    updateKey(context.world, key, { deletionDate });
    return {
      KeyId: key.arn,
      DeletionDate: { $date: deletionDate },
      KeyState: "PendingDeletion",
      PendingWindowInDays: days,
    };
  },
});

/** Key pairs do not rotate. @throws AwsFault UnsupportedOperationException */
function requireSymmetric(key: KeyRecord): void {
  if (specOf(key) !== "SYMMETRIC_DEFAULT") throw kmsFault.unsupported(`${key.arn} is an asymmetric key.`);
}

/** Finds and authorises a key that is about to be changed. */
function ownKey(context: OperationContext, id: string, action: string, conditions: Context = {}): KeyRecord {
  const key = findKeyById(context.world, context.account, id);
  context.touch("AWS::KMS::Key", key.arn);
  authorizeKey(context.world, context.caller, { key, action, context: conditions });
  if (isAwsManaged(key)) throw kmsFault.unsupported(`${key.arn} is managed by AWS.`);
  return key;
}

/** Operations on keys themselves. */
export const keyOperations: Readonly<Record<string, Operation>> = {
  CreateKey: createKey,
  DescribeKey: describeKey,
  ListKeys: listKeys,
  UpdateKeyDescription: updateKeyDescription,
  EnableKey: enableKey,
  DisableKey: disableKey,
  EnableKeyRotation: enableKeyRotation,
  DisableKeyRotation: disableKeyRotation,
  GetKeyRotationStatus: getKeyRotationStatus,
  ScheduleKeyDeletion: scheduleKeyDeletion,
  CancelKeyDeletion: cancelKeyDeletion,
};
