import type { Context } from "../../../../src/policy/types.ts";
import type { OperationContext } from "../../service.ts";
import type { Tags, TransferServerRecord, TransferUserRecord } from "../../tables.ts";
import { REGION } from "../../world.ts";
import { addTags, prefixed } from "../shared/tags.ts";
import { transferFault } from "./faults.ts";

/** ARN of something in Transfer, e.g. `server/s-…`, `user/s-…/NAME`. */
export function transferArn(account: string, rest: string): string {
  return `arn:aws:transfer:${REGION}:${account}:${rest}`;
}

/**
 * Authorises a call on a server of the caller's account and finds it.
 * @throws AwsFault AccessDenied, ResourceNotFoundException
 */
export function authorizedServer(
  context: OperationContext,
  action: string,
  id: string,
  conditions: Context = {},
): TransferServerRecord {
  const server = ownServer(context, id);
  const arn = transferArn(context.account, `server/${id}`);
  context.touch("AWS::Transfer::Server", arn);
  authorize(context, action, arn, { ...prefixed("aws:ResourceTag/", server?.tags ?? {}), ...conditions });
  if (server === undefined) throw transferFault.notFound("Server", id);
  return server;
}

/**
 * Authorises a call on a user of the caller's account and finds it.
 * @throws AwsFault AccessDenied, ResourceNotFoundException
 */
export function authorizedUser(
  context: OperationContext,
  action: string,
  named: { readonly ServerId: string; readonly UserName: string },
  conditions: Context = {},
): TransferUserRecord {
  const server = ownServer(context, named.ServerId);
  const user = server && context.world.table("transfer.users").get(userKey(server.id, named.UserName));
  const arn = transferArn(context.account, `user/${named.ServerId}/${named.UserName}`);
  context.touch("AWS::Transfer::User", arn);
  authorize(context, action, arn, { ...prefixed("aws:ResourceTag/", user?.tags ?? {}), ...conditions });
  if (server === undefined) throw transferFault.notFound("Server", named.ServerId);
  if (user === undefined) throw transferFault.notFound("User", named.UserName);
  return user;
}

/** Asks about one Transfer action. @throws AwsFault AccessDenied */
export function authorize(
  { world, caller, account }: OperationContext,
  action: string,
  resource: string,
  context: Context = {},
) {
  world.authorize({ caller, action: `transfer:${action}`, resource, resourceAccount: account, context });
}

function ownServer({ world, account }: OperationContext, id: string): TransferServerRecord | undefined {
  const server = world.table("transfer.servers").get(id);
  return server?.account === account ? server : undefined;
}

/** Table key of a user. */
export function userKey(serverId: string, name: string): string {
  return `${serverId}/${name}`;
}

/** The users of a server, sorted by name. */
export function usersOf({ world }: OperationContext, serverId: string): [string, TransferUserRecord][] {
  return world.table("transfer.users").entries(`${serverId}/`);
}

/** Tags after adding pairs as sent. @throws AwsFault InvalidRequestException */
export function withTags(
  current: Tags,
  sent: readonly { readonly Key: string; readonly Value: string }[],
): Tags {
  const pairs = sent.map((tag) => [tag.Key, tag.Value] as const);
  return addTags(current, pairs, (problem) => transferFault.request(problem.message));
}

/** Tags as Transfer lists them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
