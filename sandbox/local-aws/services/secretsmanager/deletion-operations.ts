import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import type { SecretRecord } from "../../tables.ts";
import { secretFault } from "./faults.ts";
import { secretId } from "./schema.ts";
import { authorizedSecret, secretArn, updateSecret } from "./secrets.ts";

const DAY = 86_400_000;
const LEAST_DAYS = 7;
const MOST_DAYS = 30;

const input = z.strictObject({
  SecretId: secretId,
  RecoveryWindowInDays: z.number().int().exactOptional(),
  ForceDeleteWithoutRecovery: z.boolean().exactOptional(),
});

type DeleteInput = z.infer<typeof input>;

/** DeleteSecret: a recovery window of 7 to 30 days, or none; then a missing secret is not told. */
const deleteSecret = defineOperation({
  input,
  readOnly: false,
  handle(request, context) {
    const force = request.ForceDeleteWithoutRecovery ?? false;
    const days = recoveryDays(request);
    const now = context.world.clock.now();
    const secret = secretToDelete(context, request, force, days);
    if (secret === undefined) {
      return {
        ARN: presumedArn(context, request.SecretId),
        Name: request.SecretId,
        DeletionDate: { $date: now },
      };
    }
    if (force) {
      context.world.table("secrets.secrets").delete(secret.arn);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: { $date: now } };
    }
    if (secret.deletedAt !== undefined) throw secretFault.marked();
    const deletionDate = now + days * DAY;
    updateSecret(context.world, secret, { deletedAt: now, deletionDate });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: { $date: deletionDate } };
  },
});

function recoveryDays(request: DeleteInput): number {
  const days = request.RecoveryWindowInDays;
  if (request.ForceDeleteWithoutRecovery === true && days !== undefined) {
    throw secretFault.parameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  if (days !== undefined && (days < LEAST_DAYS || days > MOST_DAYS)) {
    throw secretFault.parameter(
      `The RecoveryWindowInDays value must be between ${LEAST_DAYS} and ${MOST_DAYS} days (inclusive).`,
    );
  }
  return days ?? MOST_DAYS;
}

function secretToDelete(
  context: OperationContext,
  request: DeleteInput,
  force: boolean,
  days: number,
): SecretRecord | undefined {
  try {
    return authorizedSecret(context, "DeleteSecret", request.SecretId, {
      "secretsmanager:ForceDeleteWithoutRecovery": String(force),
      ...(force ? {} : { "secretsmanager:RecoveryWindowInDays": String(days) }),
    });
  } catch (thrown) {
    if (force && thrown instanceof AwsFault && thrown.code === "ResourceNotFoundException") return undefined;
    throw thrown;
  }
}

function presumedArn({ account }: OperationContext, id: string): string {
  return id.startsWith("arn:") ? id : secretArn(account, id);
}

const restoreSecret = defineOperation({
  input: z.strictObject({ SecretId: secretId }),
  readOnly: false,
  handle(request, context) {
    const secret = authorizedSecret(context, "RestoreSecret", request.SecretId);
    const { deletedAt: _deletedAt, deletionDate: _deletionDate, ...alive } = secret;
    updateSecret(context.world, alive, {});
    return { ARN: secret.arn, Name: secret.name };
  },
});

/** Operations that delete secrets and bring them back. */
export const deletionOperations: Readonly<Record<string, Operation>> = {
  DeleteSecret: deleteSecret,
  RestoreSecret: restoreSecret,
};
