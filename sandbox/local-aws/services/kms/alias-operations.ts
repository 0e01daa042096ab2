import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import { pageOf } from "../shared/paging.ts";
import { authorizeKey } from "./authorize.ts";
import { kmsFault } from "./faults.ts";
import { findKey, findKeyById, kmsArn, requireNotPending, updateKey } from "./keys.ts";
import { aliasName, keyId, limit, marker } from "./schema.ts";

const createAlias = defineOperation({
  input: z.strictObject({ AliasName: aliasName, TargetKeyId: keyId }),
  readOnly: false,
  handle(input, context) {
    const { world, caller, account } = context;
    const name = input.AliasName;
    requireCustomerAlias(name);
    const key = findKeyById(world, account, input.TargetKeyId);
    context.touch("AWS::KMS::Key", key.arn);
    authorizeAlias(context, "kms:CreateAlias", name);
    authorizeKey(world, caller, { key, action: "kms:CreateAlias", alias: name });
    requireNotPending(key);
    const taken = world
      .table("kms.keys")
      .entries(kmsArn(account, "key/"))
      .some(([, other]) => other.aliases.includes(name));
    if (taken) {
      throw new AwsFault(
        "AlreadyExistsException",
        400,
        `An alias with the name ${kmsArn(account, name)} already exists`,
      );
    }
    updateKey(world, key, { aliases: [...key.aliases, name] });
    return undefined;
  },
});

const updateAlias = defineOperation({
  input: z.strictObject({ AliasName: aliasName, TargetKeyId: keyId }),
  readOnly: false,
  handle(input, context) {
    const { world, caller, account } = context;
    const name = input.AliasName;
    requireCustomerAlias(name);
    const former = findKey(world, account, name).key;
    const target = findKeyById(world, account, input.TargetKeyId);
    context.touch("AWS::KMS::Key", target.arn);
    authorizeAlias(context, "kms:UpdateAlias", name);
    for (const key of [former, target])
      authorizeKey(world, caller, { key, action: "kms:UpdateAlias", alias: name });
    requireNotPending(target);
    if (former.arn === target.arn) return undefined;
    updateKey(world, former, { aliases: former.aliases.filter((alias) => alias !== name) });
    updateKey(world, target, { aliases: [...target.aliases, name] });
    return undefined;
  },
});

const deleteAlias = defineOperation({
  input: z.strictObject({ AliasName: aliasName }),
  readOnly: false,
  handle(input, context) {
    const { world, caller, account } = context;
    requireCustomerAlias(input.AliasName);
    const { key } = findKey(world, account, input.AliasName);
    context.touch("AWS::KMS::Key", key.arn);
    authorizeAlias(context, "kms:DeleteAlias", input.AliasName);
    authorizeKey(world, caller, { key, action: "kms:DeleteAlias", alias: input.AliasName });
    updateKey(world, key, { aliases: key.aliases.filter((alias) => alias !== input.AliasName) });
    return undefined;
  },
});

const listAliases = defineOperation({
  input: z.strictObject({ KeyId: keyId.exactOptional(), Limit: limit, Marker: marker }),
  readOnly: true,
  handle(input, { world, caller, account }) {
    world.authorize({ caller, action: "kms:ListAliases", resource: "*", resourceAccount: account });
    const only = input.KeyId === undefined ? undefined : findKeyById(world, account, input.KeyId).arn;
    const aliases = world
      .table("kms.keys")
      .entries(kmsArn(account, "key/"))
      .filter(([arn]) => only === undefined || arn === only)
      .flatMap(([, key]) => key.aliases.map((alias) => [alias, aliasEntry(account, alias, key)] as const))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const page = pageOf(aliases, input.Limit ?? 50, input.Marker, kmsFault.invalidMarker);
    return { Aliases: page.items, Truncated: page.next !== undefined, NextMarker: page.next };
  },
});

function aliasEntry(account: string, alias: string, key: { id: string; createdAt: number }) {
  return {
    AliasName: alias,
    AliasArn: kmsArn(account, alias),
    TargetKeyId: key.id,
    CreationDate: { $date: key.createdAt },
    LastUpdatedDate: { $date: key.createdAt },
  };
}

/** Alias operations need permission on the alias, from the identity policy, and on the key. */
function authorizeAlias({ world, caller, account }: OperationContext, action: string, alias: string): void {
  world.authorize({ caller, action, resource: kmsArn(account, alias), resourceAccount: account });
}

function requireCustomerAlias(name: string): void {
  if (!name.startsWith("alias/")) throw kmsFault.validation('Alias must start with the prefix "alias/".');
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw new AwsFault("InvalidAliasNameException", 400, `Alias ${name} is not a valid alias name.`);
  }
  if (name.startsWith("alias/aws/")) {
    throw new AwsFault("NotAuthorizedException", 400, "The prefix alias/aws/ is reserved for AWS.");
  }
}

/** Operations on aliases. */
export const aliasOperations: Readonly<Record<string, Operation>> = {
  CreateAlias: createAlias,
  UpdateAlias: updateAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
};
