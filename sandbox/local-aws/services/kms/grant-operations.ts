import { z } from "zod";
import { principalArn as callerArn } from "../../caller.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import type { GrantRecord } from "../../tables.ts";
import type { World } from "../../world.ts";
import { pageOf } from "../shared/paging.ts";
import { authorizeKey, keyQuestion } from "./authorize.ts";
import { createGrant } from "./create-grant.ts";
import { kmsFault } from "./faults.ts";
import { shownPrincipal } from "./grant-input.ts";
import { grantKey, grantsOf, readGrantToken } from "./grants.ts";
import { findKey, findKeyById, requireNotPending } from "./keys.ts";
import { dryRun, keyId, limit, marker, principalArn } from "./schema.ts";

const grantId = z.string().min(1).max(128);

const listGrants = defineOperation({
  input: z.strictObject({
    KeyId: keyId,
    GrantId: grantId.exactOptional(),
    GranteePrincipal: principalArn.exactOptional(),
    Limit: limit,
    Marker: marker,
  }),
  readOnly: true,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, { key, action: "kms:ListGrants" });
    const matching = grantsOf(world, key.arn)
      .filter((grant) => input.GrantId === undefined || grant.grantId === input.GrantId)
      .map((grant) => [grantKey(grant), grantEntry(world, grant)] as const)
      .filter(
        ([, entry]) =>
          input.GranteePrincipal === undefined || entry.GranteePrincipal === input.GranteePrincipal,
      );
    return grantPage(matching, input.Limit, input.Marker);
  },
});

const listRetirableGrants = defineOperation({
  input: z.strictObject({ RetiringPrincipal: principalArn, Limit: limit, Marker: marker }),
  readOnly: true,
  handle(input, { world, caller, account }) {
    world.authorize({ caller, action: "kms:ListRetirableGrants", resource: "*", resourceAccount: account });
    const matching = world
      .table("kms.grants")
      .entries(`arn:aws:kms:`)
      .filter(
        ([, grant]) => grant.retiring === input.RetiringPrincipal && account === grant.keyArn.split(":")[4],
      )
      .map(([key, grant]) => [key, grantEntry(world, grant)] as const);
    return grantPage(matching, input.Limit, input.Marker);
  },
});

const revokeGrant = defineOperation({
  input: z.strictObject({ KeyId: keyId, GrantId: grantId, DryRun: dryRun }),
  readOnly: false,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, {
      key,
      action: "kms:RevokeGrant",
      context: { "kms:GrantIsForAWSResource": "false" },
    });
    requireNotPending(key);
    const grant = requireGrant(world, key.arn, input.GrantId);
    if (input.DryRun === true) throw kmsFault.dryRun();
    world.table("kms.grants").delete(grantKey(grant));
    return undefined;
  },
});

const retireGrant = defineOperation({
  input: z.strictObject({
    GrantToken: z.string().min(1).max(8192).exactOptional(),
    KeyId: keyId.exactOptional(),
    GrantId: grantId.exactOptional(),
    DryRun: dryRun,
  }),
  readOnly: false,
  sensitive: ["GrantToken"],
  handle(input, context) {
    const { world } = context;
    const grant = namedGrant(context, input);
    context.touch("AWS::KMS::Key", grant.keyArn);
    authorizeRetirement(context, grant);
    if (input.DryRun === true) throw kmsFault.dryRun();
    world.table("kms.grants").delete(grantKey(grant));
    return undefined;
  },
});

function namedGrant(
  { world, account }: OperationContext,
  input: { GrantToken?: string; KeyId?: string; GrantId?: string },
): GrantRecord {
  if (input.GrantToken !== undefined) return readGrantToken(world, input.GrantToken);
  if (input.KeyId === undefined || input.GrantId === undefined) {
    throw kmsFault.validation("RetireGrant takes a grant token, or a key ARN and a grant id.");
  }
  return requireGrant(world, findKeyById(world, account, input.KeyId).arn, input.GrantId);
}

/**
 * The retiring principal may always retire; the grantee where the grant has RetireGrant; others by key and identity policy
 * (https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html).
 */
function authorizeRetirement({ world, caller }: OperationContext, grant: GrantRecord): void {
  const { key } = findKey(world, grant.keyArn.split(":")[4] ?? "", grant.keyArn);
  const question = keyQuestion(world, caller, { key, action: "kms:RetireGrant" });
  const { principal } = caller;
  const own = "roleArn" in principal ? principal.roleArn : callerArn(principal);
  const id = "roleId" in principal ? principal.roleId : undefined;
  const retires =
    [own, callerArn(principal)].includes(grant.retiring ?? "") &&
    (id === undefined || id === grant.retiringId);
  if (retires) return;
  world.authorize({
    ...question,
    grants: (question.grants ?? []).filter((one) => one.grantId === grant.grantId),
  });
}

function requireGrant(world: World, keyArn: string, id: string): GrantRecord {
  const grant = world.table("kms.grants").get(grantKey({ keyArn, grantId: id }));
  if (grant === undefined) throw kmsFault.notFound(`Grant ID ${id} not found`);
  return grant;
}

function grantEntry(world: World, grant: GrantRecord) {
  return {
    KeyId: grant.keyArn,
    GrantId: grant.grantId,
    Name: grant.name,
    CreationDate: { $date: grant.createdAt },
    GranteePrincipal: shownPrincipal(world, grant.grantee, grant.granteeId),
    ...(grant.retiring === undefined
      ? {}
      : { RetiringPrincipal: shownPrincipal(world, grant.retiring, grant.retiringId) }),
    IssuingAccount: grant.issuer,
    Operations: grant.operations,
    ...(grant.constraints === undefined ? {} : { Constraints: grant.constraints }),
  };
}

function grantPage(
  entries: readonly (readonly [string, object])[],
  most: number | undefined,
  token: string | undefined,
) {
  const page = pageOf(entries, most ?? 50, token, kmsFault.invalidMarker);
  return { Grants: page.items, Truncated: page.next !== undefined, NextMarker: page.next };
}

/** Operations on grants. */
export const grantOperations: Readonly<Record<string, Operation>> = {
  CreateGrant: createGrant,
  ListGrants: listGrants,
  ListRetirableGrants: listRetirableGrants,
  RevokeGrant: revokeGrant,
  RetireGrant: retireGrant,
};
