import type { Context } from "../../../../src/policy/types.ts";
import { AwsFault } from "../../fault.ts";
import type { OperationContext } from "../../service.ts";
import type { ManagedPolicyRecord } from "../../tables.ts";
import { authorizeIam, noSuchEntity } from "./common.ts";

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
  context.touch("AWS::IAM::Policy", arn);
  authorizeIam(context, action, arn, keys);
  const [account] = /(?<=^arn:aws:iam::)(\d{12}|aws)(?=:)/.exec(arn) ?? [];
  if (record === undefined || (account !== context.account && account !== "aws")) {
    throw noSuchEntity(`Policy ${arn} was not found.`);
  }
  return record;
}
