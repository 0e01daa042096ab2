import type { Context } from "../../../../src/policy/types.ts";
import { defineOperation, type OperationContext } from "../../service.ts";
import type { GrantRecord, KeyRecord } from "../../tables.ts";
import { randomHex } from "../shared/uuid.ts";
import { encryptionContextKeys, keyQuestion } from "./authorize.ts";
import { kmsFault } from "./faults.ts";
import {
  bindGrantPrincipal,
  type CreateGrantInput,
  checkGrantInput,
  createGrantInput,
  sameGrant,
} from "./grant-input.ts";
import { grantKey, grantsOf, newGrantToken } from "./grants.ts";
import { findKeyById, isAwsManaged, requireEnabled } from "./keys.ts";

/** Most grants of one key. Source: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const MOST_GRANTS = 50_000;

/**
 * CreateGrant. With a Name, a call with the same parameters answers the grant that is there; without one, every call
 * makes another grant (https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html).
 */
export const createGrant = defineOperation({
  input: createGrantInput,
  readOnly: false,
  sensitive: ["GrantTokens"],
  handle(input, context) {
    const { world, account } = context;
    const key = findKeyById(world, account, input.KeyId);
    context.touch("AWS::KMS::Key", key.arn);
    authorizeGrant(context, key, input);
    if (isAwsManaged(key))
      throw kmsFault.unsupported(`${key.arn} is managed by AWS and takes no grants of customers.`);
    requireEnabled(key);
    checkGrantInput(input, key);
    const grant = newGrant(context, key, input);
    if (input.DryRun === true) throw kmsFault.dryRun();
    const existing = grantsOf(world, key.arn);
    const same =
      input.Name === undefined ? undefined : existing.find((candidate) => sameGrant(candidate, grant));
    if (same !== undefined) return { GrantId: same.grantId, GrantToken: newGrantToken(world, same) };
    if (existing.length >= MOST_GRANTS) throw kmsFault.limit(`${key.arn} has ${MOST_GRANTS} grants already.`);
    world.table("kms.grants").set(grantKey(grant), grant);
    return { GrantId: grant.grantId, GrantToken: newGrantToken(world, grant) };
  },
});

function newGrant(
  { world, account }: OperationContext,
  key: KeyRecord,
  input: CreateGrantInput,
): GrantRecord {
  const grantee = bindGrantPrincipal(world, input.GranteePrincipal);
  const retiring =
    input.RetiringPrincipal === undefined ? undefined : bindGrantPrincipal(world, input.RetiringPrincipal);
  return {
    grantId: randomHex(world.random, 32),
    token: randomHex(world.random, 32),
    keyArn: key.arn,
    ...(input.Name === undefined ? {} : { name: input.Name }),
    grantee: grantee.arn,
    ...(grantee.id === undefined ? {} : { granteeId: grantee.id }),
    ...(retiring === undefined ? {} : { retiring: retiring.arn }),
    ...(retiring?.id === undefined ? {} : { retiringId: retiring.id }),
    operations: [...new Set(input.Operations)],
    ...(input.Constraints === undefined ? {} : { constraints: input.Constraints }),
    issuer: `arn:aws:iam::${account}:root`,
    createdAt: world.clock.now(),
  };
}

/**
 * Who may create a grant only through a grant may not give away more than it has
 * (https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html#grant-creategrant).
 */
function authorizeGrant({ world, caller }: OperationContext, key: KeyRecord, input: CreateGrantInput): void {
  const question = keyQuestion(world, caller, {
    key,
    action: "kms:CreateGrant",
    grantTokens: input.GrantTokens,
    context: grantContext(input),
  });
  const wide = (question.grants ?? []).filter((parent) =>
    coversGrant(world.table("kms.grants").get(grantKey(parent)), input),
  );
  world.authorize({ ...question, grants: wide });
}

function coversGrant(parent: GrantRecord | undefined, input: CreateGrantInput): boolean {
  if (parent === undefined || input.Operations.some((name) => !parent.operations.includes(name)))
    return false;
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = parent.constraints ?? {};
  const wanted = input.Constraints ?? {};
  if (equals !== undefined) return sameSet(wanted.EncryptionContextEquals, equals);
  if (subset === undefined) return true;
  const narrower = { ...wanted.EncryptionContextSubset, ...wanted.EncryptionContextEquals };
  return Object.entries(subset).every(([name, value]) => narrower[name] === value);
}

function sameSet(
  one: Readonly<Record<string, string>> | undefined,
  other: Readonly<Record<string, string>>,
): boolean {
  return JSON.stringify(Object.entries(one ?? {}).sort()) === JSON.stringify(Object.entries(other).sort());
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-operations */
function grantContext(input: CreateGrantInput): Context {
  const constraints = Object.keys(input.Constraints ?? {});
  return {
    "kms:GrantOperations": input.Operations,
    "kms:GranteePrincipal": input.GranteePrincipal,
    "kms:GrantIsForAWSResource": "false",
    ...(input.RetiringPrincipal === undefined ? {} : { "kms:RetiringPrincipal": input.RetiringPrincipal }),
    ...(constraints.length === 0 ? {} : { "kms:GrantConstraintType": constraints }),
    ...encryptionContextKeys({
      ...input.Constraints?.EncryptionContextSubset,
      ...input.Constraints?.EncryptionContextEquals,
    }),
  };
}
