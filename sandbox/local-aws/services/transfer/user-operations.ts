import { z } from "zod";
import { defineOperation, type Operation } from "../../service.ts";
import type { TransferUserRecord } from "../../tables.ts";
import { pageOf } from "../shared/paging.ts";
import { requestTagContext } from "../shared/tags.ts";
import { transferFault } from "./faults.ts";
import { newUserKey } from "./keys.ts";
import {
  authorize,
  authorizedServer,
  authorizedUser,
  tagList,
  transferArn,
  userKey,
  usersOf,
  withTags,
} from "./records.ts";
import {
  homeDirectory,
  homeDirectoryMappings,
  homeDirectoryType,
  keyBody,
  maxResults,
  nextToken,
  PAGE,
  policy,
  roleArn,
  serverId,
  tags,
  userName,
} from "./schema.ts";
import { authorizePassRole, homeOf, sessionPolicyOf } from "./user-input.ts";

/** https://docs.aws.amazon.com/general/latest/gr/transfer-service.html */
const MOST_USERS = 10_000;

const home = {
  HomeDirectory: homeDirectory,
  HomeDirectoryType: homeDirectoryType,
  HomeDirectoryMappings: homeDirectoryMappings,
};

const createUser = defineOperation({
  input: z.strictObject({
    ServerId: serverId,
    UserName: userName,
    Role: roleArn,
    ...home,
    Policy: policy,
    SshPublicKeyBody: keyBody.or(z.literal("")).exactOptional(),
    Tags: tags.exactOptional(),
  }),
  readOnly: false,
  // A private key pasted by mistake must not come back in an error message.
  sensitive: ["SshPublicKeyBody"],
  handle(input, context) {
    const newTags = withTags({}, input.Tags ?? []);
    const server = authorizedServer(context, "CreateUser", input.ServerId, requestTagContext(newTags));
    const arn = transferArn(context.account, `user/${server.id}/${input.UserName}`);
    context.touch("AWS::Transfer::User", arn);
    if (input.Tags !== undefined) authorize(context, "TagResource", arn, requestTagContext(newTags));
    authorizePassRole(context, input.Role, arn);
    const sessionPolicy = sessionPolicyOf(input.Policy);
    const user: TransferUserRecord = {
      arn,
      serverId: server.id,
      name: input.UserName,
      roleArn: input.Role,
      ...homeOf(input),
      ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
      keys: input.SshPublicKeyBody ? [newUserKey(context, input.SshPublicKeyBody)] : [],
      tags: newTags,
    };
    const table = context.world.table("transfer.users");
    if (table.get(userKey(server.id, user.name)) !== undefined) throw transferFault.exists("User", user.name);
    if (usersOf(context, server.id).length >= MOST_USERS) {
      throw transferFault.request(`A server may have at most ${MOST_USERS} users.`);
    }
    table.set(userKey(server.id, user.name), user);
    return { ServerId: server.id, UserName: user.name };
  },
});

const describeUser = defineOperation({
  input: z.strictObject({ ServerId: serverId, UserName: userName }),
  readOnly: true,
  handle(input, context) {
    const user = authorizedUser(context, "DescribeUser", input);
    return { ServerId: user.serverId, User: description(user) };
  },
});

const listUsers = defineOperation({
  input: z.strictObject({ ServerId: serverId, MaxResults: maxResults, NextToken: nextToken }),
  readOnly: true,
  handle(input, context) {
    const server = authorizedServer(context, "ListUsers", input.ServerId);
    const users = usersOf(context, server.id).map(([key, user]) => [key, listed(user)] as const);
    const page = pageOf(users, input.MaxResults ?? PAGE, input.NextToken, transferFault.nextToken);
    return { ServerId: server.id, Users: page.items, NextToken: page.next };
  },
});

const updateUser = defineOperation({
  input: z.strictObject({
    ServerId: serverId,
    UserName: userName,
    Role: roleArn.exactOptional(),
    ...home,
    Policy: policy,
  }),
  readOnly: false,
  handle(input, context) {
    const user = authorizedUser(context, "UpdateUser", input);
    if (input.Role !== undefined) authorizePassRole(context, input.Role, user.arn);
    const { sessionPolicy: former, homeDirectory: _former, ...rest } = user;
    const sessionPolicy = input.Policy === undefined ? former : sessionPolicyOf(input.Policy);
    context.world.table("transfer.users").set(userKey(user.serverId, user.name), {
      ...rest,
      ...(input.Role === undefined ? {} : { roleArn: input.Role }),
      ...homeOf(input, user),
      ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    });
    return { ServerId: user.serverId, UserName: user.name };
  },
});

const deleteUser = defineOperation({
  input: z.strictObject({ ServerId: serverId, UserName: userName }),
  readOnly: false,
  handle(input, context) {
    const user = authorizedUser(context, "DeleteUser", input);
    context.world.table("transfer.users").delete(userKey(user.serverId, user.name));
    return undefined;
  },
});

function listed(user: TransferUserRecord) {
  return {
    Arn: user.arn,
    UserName: user.name,
    Role: user.roleArn,
    HomeDirectoryType: user.homeDirectoryType,
    ...(user.homeDirectory === undefined ? {} : { HomeDirectory: user.homeDirectory }),
    SshPublicKeyCount: user.keys.length,
  };
}

function description(user: TransferUserRecord) {
  const { SshPublicKeyCount: _count, ...rest } = listed(user);
  return {
    ...rest,
    ...(user.mappings.length === 0 ? {} : { HomeDirectoryMappings: user.mappings.map(mapping) }),
    ...(user.sessionPolicy === undefined ? {} : { Policy: JSON.stringify(user.sessionPolicy) }),
    SshPublicKeys: user.keys.map((key) => ({
      SshPublicKeyId: key.id,
      SshPublicKeyBody: key.body,
      DateImported: { $date: key.importedAt },
    })),
    Tags: tagList(user.tags),
  };
}

function mapping({ entry, target, type }: TransferUserRecord["mappings"][number]) {
  return { Entry: entry, Target: target, ...(type === undefined ? {} : { Type: type }) };
}

/** Operations on users. */
export const userOperations: Readonly<Record<string, Operation>> = {
  CreateUser: createUser,
  DescribeUser: describeUser,
  ListUsers: listUsers,
  UpdateUser: updateUser,
  DeleteUser: deleteUser,
};
