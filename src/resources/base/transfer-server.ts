import { z } from "zod";
import type { Aws } from "../../aws/aws.ts";
import type { Call } from "../../core/call.ts";
import { defineKind, type Live, type Scope } from "../kind.ts";
import { isOwnedBy } from "../ownership.ts";
import { allPages, ifFound } from "../read.ts";
import { text } from "../schema.ts";
import { changedTags, hasTags, tagList, tagsOf } from "../tags.ts";
import { allowing } from "./permission.ts";

const schema = z.strictObject({
  name: text.describe("Its tag Name: Transfer gives servers ids alone."),
  securityPolicy: text,
});

type ServerProps = z.output<typeof schema>;
type ServerState = {
  readonly name: string;
  readonly securityPolicy: string;
  /** Ids of further servers that were made for the same: the answer to a call was lost, and it was sent again. */
  readonly duplicates: readonly string[];
};

const permission = allowing("*");

/** A Transfer server of the base: SFTP, service-managed users, public endpoint. It goes only without users. */
export const transferServer = defineKind<ServerProps, ServerState>({
  name: "transfer-server",
  title: "Transfer server",
  schema,
  example: { name: "example-sftp", securityPolicy: "TransferSecurityPolicy-2024-01" },
  permissions: [
    permission("transfer:ListServers", "read", "Find the base's server: it has no name but its tags."),
    permission("transfer:DescribeServer", "read", "See whose it is, and its security policy."),
    permission("transfer:CreateServer", "create", "Make it."),
    permission("transfer:TagResource", "create", "Mark it as the base's."),
    permission("transfer:UpdateServer", "update", "Give it a newer security policy."),
    permission("transfer:UntagResource", "update", "Bring its tags back in a roll-back."),
    permission("transfer:DeleteServer", "remove", "Take it away where it has no users."),
  ],
  outputs: { id: "The server's id.", arn: "The server's ARN." },
  identify: ({ name }) => ({ type: "AWS::Transfer::Server", name }),
  known: () => ({}),
  desired: ({ name, securityPolicy }) => ({ name, securityPolicy, duplicates: [] }),
  read: readServer,
  create: ({ name, securityPolicy }, { partition, region, account, tags }) => ({
    calls: [
      {
        ...transfer("CreateServer", {
          Domain: "S3",
          EndpointType: "PUBLIC",
          IdentityProviderType: "SERVICE_MANAGED",
          Protocols: ["SFTP"],
          SecurityPolicyName: securityPolicy,
          Tags: tagList({ Name: name, ...tags }),
        }),
        capture: { id: "ServerId" },
      },
    ],
    outputs: { arn: `arn:${partition}:transfer:${region}:${account}:server/\${self.id}` },
  }),
  update: ({ securityPolicy }, live, scope) => ({
    calls: [
      ...policyCalls(live, securityPolicy),
      ...tagCalls(live, scope),
      ...live.state.duplicates.map(deleteServer),
    ],
    outputs: live.outputs,
  }),
  restore: (_props, before, now) => {
    if (now === undefined || now.outputs.id !== before.outputs.id) return undefined;
    const { arn: Arn = "" } = now.outputs;
    const { set, unset } = changedTags(now.owner, before.owner);
    return {
      calls: [
        ...policyCalls(now, before.state.securityPolicy),
        ...(unset.length === 0 ? [] : [transfer("UntagResource", { Arn, TagKeys: unset })]),
        ...(set === undefined ? [] : [transfer("TagResource", { Arn, Tags: tagList(set) })]),
      ],
    };
  },
  inUse: async (_props, { outputs: { id = "" } }, _scope, aws) => {
    const { output } = await aws.send("transfer", "DescribeServer", { ServerId: id });
    const users = output.Server?.UserCount ?? 0;
    return users === 0 ? undefined : `it has ${users} user${users === 1 ? "" : "s"}`;
  },
  remove: (_props, { outputs: { id = "" }, state }) => ({
    delete: { calls: [id, ...state.duplicates].map(deleteServer) },
  }),
});

const deleteServer = (ServerId: string): Call => ({
  ...transfer("DeleteServer", { ServerId }),
  settledBy: ["ResourceNotFoundException"],
});

function transfer(operation: string, input: Call["input"]): Call {
  return { service: "transfer", operation, input };
}

function policyCalls({ state, outputs }: Live<ServerState>, securityPolicy: string): readonly Call[] {
  if (state.securityPolicy === securityPolicy) return [];
  const input = { ServerId: outputs.id ?? "", SecurityPolicyName: securityPolicy };
  return [transfer("UpdateServer", input)];
}

function tagCalls({ outputs, owner }: Live<ServerState>, { tags }: Scope): readonly Call[] {
  if (hasTags(owner, tags)) return [];
  return [transfer("TagResource", { Arn: outputs.arn ?? "", Tags: tagList(tags) })];
}

/** The server of this name that is marked as the subject's. A list of servers tells no tags. */
async function readServer(
  { name }: ServerProps,
  { partner }: Scope,
  aws: Aws,
): Promise<Live<ServerState> | undefined> {
  const ids = await allPages<string, string>(async (NextToken) => {
    const { output } = await aws.send("transfer", "ListServers", NextToken ? { NextToken } : {});
    return {
      items: (output.Servers ?? []).flatMap(({ ServerId }) => ServerId ?? []),
      next: output.NextToken,
    };
  });
  const described = await Promise.all(
    ids.map(
      async (ServerId) => (await ifFound(aws.send("transfer", "DescribeServer", { ServerId })))?.Server,
    ),
  );
  const [server, ...others] = described.filter((one) => {
    const owner = tagsOf(one?.Tags);
    return owner.Name === name && isOwnedBy(owner, partner);
  });
  if (server === undefined) return undefined;
  return {
    state: {
      name,
      securityPolicy: server.SecurityPolicyName ?? "",
      duplicates: others.flatMap((other) => other?.ServerId ?? []),
    },
    outputs: { id: server.ServerId ?? "", arn: server.Arn ?? "" },
    owner: tagsOf(server.Tags),
  };
}
