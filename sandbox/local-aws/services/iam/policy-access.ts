import type { Context } from "../../../../src/policy/types.ts";
import { AwsFault } from "../../fault.ts";
import type { OperationContext } from "../../service.ts";
import type { ManagedPolicyRecord } from "../../tables.ts";
import { policyAccount } from "../shared/arn.ts";
import { authorizeIam, noSuchEntity, tagKeys } from "./common.ts";

/** A policy that is about to be changed. AWS's own can't be. @throws AwsFault AccessDenied, NoSuchEntity */
export function policyToChange(
  context: OperationContext,
  action: string,
  arn: string,
  keys: Context = {},
): ManagedPolicyRecord {
  const record = authorized(context, action, arn, context.world.table("iam.policies").get(arn), keys);
  if (arn.startsWith("arn:aws:iam::aws:")) {
    throw new AwsFault("AccessDenied", 403, `Policies of AWS can't be changed: ${arn}`);
  }
  return record;
}

/** A policy as IAM's own copy has it now. @throws AwsFault AccessDenied, NoSuchEntity */
export function policyToRead(context: OperationContext, action: string, arn: string): ManagedPolicyRecord {
  return authorized(context, action, arn, context.world.table("iam.policies").seen(arn, "iam"), {});
}

/** How many roles of the caller's account have a policy attached, or as their boundary. */
export function attachments(
  context: OperationContext,
  arn: string,
): { attached: number; boundaries: number } {
  const roles = context.world.table("iam.roles").entries(`${context.account}/`);
  return {
    attached: roles.filter(([, role]) => role.attached.includes(arn)).length,
    boundaries: roles.filter(([, role]) => role.boundary === arn).length,
  };
}

function authorized(
  context: OperationContext,
  action: string,
  arn: string,
  record: ManagedPolicyRecord | undefined,
  keys: Context,
): ManagedPolicyRecord {
  const usable = isUsable(context, arn);
  context.touch("AWS::IAM::Policy", arn);
  authorizeIam(context, action, arn, { ...(usable ? tagKeys(record?.tags ?? {}) : {}), ...keys });
  if (record === undefined || !usable) throw noSuchEntity(`Policy ${arn} was not found.`);
  return record;
}

/** Whether a policy with this ARN could be the account's own or AWS's. @throws AwsFault InvalidInput for what is no such ARN */
function isUsable(context: OperationContext, arn: string): boolean {
  const account = policyAccount(arn);
  if (account === undefined) throw new AwsFault("InvalidInput", 400, `ARN ${arn} is not valid.`);
  return account === context.account || account === "aws";
}

/** Whether a managed policy exists that the account may attach. @throws AwsFault InvalidInput, NoSuchEntity */
export function checkPolicyExists(context: OperationContext, arn: string): void {
  if (!isUsable(context, arn) || context.world.table("iam.policies").get(arn) === undefined) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
}
