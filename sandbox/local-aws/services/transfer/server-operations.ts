import { z } from "zod";
import { TRANSFER_SERVER } from "../../seed/names.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import { generateHostKeys } from "../../sftp/host-keys.ts";
import type { TransferServerRecord } from "../../tables.ts";
import { pageOf } from "../shared/paging.ts";
import { requestTagContext } from "../shared/tags.ts";
import { randomHex } from "../shared/uuid.ts";
import { transferFault } from "./faults.ts";
import { hostKeysOf } from "./host-key-operations.ts";
import {
  authorize,
  authorizedServer,
  authorizedUser,
  tagList,
  transferArn,
  usersOf,
  withTags,
} from "./records.ts";
import { maxResults, nextToken, PAGE, serverId, tags, userName } from "./schema.ts";
import { DEFAULT_SECURITY_POLICY, requireSecurityPolicy } from "./security-policies.ts";

/** What every server of the local AWS is. */
const FIXED = { Domain: "S3", EndpointType: "PUBLIC", IdentityProviderType: "SERVICE_MANAGED" } as const;

const createServer = defineOperation({
  input: z.strictObject({
    Domain: z.literal(FIXED.Domain).exactOptional(),
    EndpointType: z.literal(FIXED.EndpointType).exactOptional(),
    IdentityProviderType: z.literal(FIXED.IdentityProviderType).exactOptional(),
    Protocols: z.array(z.literal("SFTP")).length(1).exactOptional(),
    SecurityPolicyName: z.string().max(100).exactOptional(),
    Tags: tags.exactOptional(),
  }),
  readOnly: false,
  async handle(input, context) {
    const newTags = withTags({}, input.Tags ?? []);
    authorize(context, "CreateServer", "*", requestTagContext(newTags));
    const securityPolicy = input.SecurityPolicyName ?? DEFAULT_SECURITY_POLICY;
    requireSecurityPolicy(securityPolicy);
    if (input.Tags !== undefined) {
      const any = transferArn(context.account, "server/*");
      authorize(context, "TagResource", any, requestTagContext(newTags));
    }
    const id = `s-${randomHex(context.world.random, 9).slice(0, 17)}`;
    const arn = transferArn(context.account, `server/${id}`);
    context.touch("AWS::Transfer::Server", arn);
    const hostKeys = await generateHostKeys();
    context.world.table("transfer.servers").set(id, {
      id,
      arn,
      account: context.account,
      // The SFTP endpoint stands for the seeded server: nobody would answer at this one.
      state: "OFFLINE",
      securityPolicy,
      hostKeys,
      tags: newTags,
    });
    return { ServerId: id };
  },
});

const describeServer = defineOperation({
  input: z.strictObject({ ServerId: serverId }),
  readOnly: true,
  handle(input, context) {
    const server = authorizedServer(context, "DescribeServer", input.ServerId);
    return {
      Server: {
        ...listed(context, server),
        HostKeyFingerprint: hostKeysOf(server)[0]?.fingerprint,
        Protocols: ["SFTP"],
        ProtocolDetails: {
          PassiveIp: "AUTO",
          TlsSessionResumptionMode: "ENFORCED",
          SetStatOption: "DEFAULT",
        },
        S3StorageOptions: { DirectoryListingOptimization: "DISABLED" },
        SecurityPolicyName: server.securityPolicy,
        Tags: tagList(server.tags),
      },
    };
  },
});

const listServers = defineOperation({
  input: z.strictObject({ MaxResults: maxResults, NextToken: nextToken }),
  readOnly: true,
  handle(input, context) {
    authorize(context, "ListServers", "*");
    const servers = context.world
      .table("transfer.servers")
      .entries()
      .filter(([, server]) => server.account === context.account)
      .map(([id, server]) => [id, listed(context, server)] as const);
    const page = pageOf(servers, input.MaxResults ?? PAGE, input.NextToken, transferFault.nextToken);
    return { Servers: page.items, NextToken: page.next };
  },
});

const deleteServer = defineOperation({
  input: z.strictObject({ ServerId: serverId }),
  readOnly: false,
  handle(input, context) {
    const server = authorizedServer(context, "DeleteServer", input.ServerId);
    if (usersOf(context, server.id).length > 0) throw transferFault.request("The server still has users.");
    context.world.table("transfer.servers").delete(server.id);
    return undefined;
  },
});

const startServer = switching("StartServer", "ONLINE");
const stopServer = switching("StopServer", "OFFLINE");

/**
 * The transitional states STARTING and STOPPING are never seen here: a server switches at once. One that has no
 * endpoint does not start.
 */
function switching(action: string, wanted: TransferServerRecord["state"]): Operation {
  return defineOperation({
    input: z.strictObject({ ServerId: serverId }),
    readOnly: false,
    handle(input, context) {
      const server = authorizedServer(context, action, input.ServerId);
      const state = wanted === "ONLINE" && server.id !== TRANSFER_SERVER ? "START_FAILED" : wanted;
      context.world.table("transfer.servers").set(server.id, { ...server, state });
      return undefined;
    },
  });
}

const updateServer = defineOperation({
  input: z.strictObject({
    ServerId: serverId,
    Protocols: z.array(z.literal("SFTP")).length(1).exactOptional(),
    SecurityPolicyName: z.string().max(100).exactOptional(),
  }),
  readOnly: false,
  handle(input, context) {
    const server = authorizedServer(context, "UpdateServer", input.ServerId);
    const securityPolicy = input.SecurityPolicyName ?? server.securityPolicy;
    requireSecurityPolicy(securityPolicy);
    if (server.id === TRANSFER_SERVER && securityPolicy !== DEFAULT_SECURITY_POLICY)
      throw transferFault.request(`The local AWS's SFTP endpoint keeps to ${DEFAULT_SECURITY_POLICY}.`);
    context.world.table("transfer.servers").set(server.id, { ...server, securityPolicy });
    return { ServerId: server.id };
  },
});

const testIdentityProvider = defineOperation({
  input: z.strictObject({
    ServerId: serverId,
    UserName: userName,
    ServerProtocol: z.enum(["SFTP", "FTP", "FTPS", "AS2"]).exactOptional(),
    SourceIp: z.string().max(32).exactOptional(),
    UserPassword: z.string().max(1024).exactOptional(),
  }),
  readOnly: true,
  sensitive: ["UserPassword"],
  handle(input, context) {
    authorizedUser(context, "TestIdentityProvider", input);
    throw transferFault.request(
      "TestIdentityProvider is not supported for servers with the identity provider SERVICE_MANAGED.",
    );
  },
});

function listed(context: OperationContext, server: TransferServerRecord) {
  return {
    Arn: server.arn,
    ServerId: server.id,
    State: server.state,
    UserCount: usersOf(context, server.id).length,
    ...FIXED,
  };
}

/** Operations on servers. */
export const serverOperations: Readonly<Record<string, Operation>> = {
  CreateServer: createServer,
  DescribeServer: describeServer,
  ListServers: listServers,
  DeleteServer: deleteServer,
  StartServer: startServer,
  StopServer: stopServer,
  UpdateServer: updateServer,
  TestIdentityProvider: testIdentityProvider,
};
