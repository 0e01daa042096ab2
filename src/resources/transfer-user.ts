import { z } from "zod";
import type { Aws } from "../aws/aws.ts";
import type { Call } from "../core/call.ts";
import type { JsonObject } from "../core/json.ts";
import { differs } from "./document.ts";
import { defineKind, type Live, type Permission, type Scope } from "./kind.ts";
import { ifFound } from "./read.ts";
import { text } from "./schema.ts";
import { bareKey } from "./ssh-key.ts";
import { hasTags, tagList, tagsOf } from "./tags.ts";

const schema = z.strictObject({
  server: text.describe("Transfer server ID."),
  name: text.max(100).describe("What the partner logs in as."),
  role: text.describe("ARN of the role that its sessions have."),
  mappings: z
    .array(
      z.strictObject({
        entry: z.string().startsWith("/").describe("The path that the partner sees."),
        target: z
          .string()
          .regex(
            /^\/.*[^/]$/,
            "A target begins with a slash and ends without one: Transfer refuses logins otherwise.",
          )
          .describe("/BUCKET/FOLDER"),
      }),
    )
    .min(1),
  publicKeys: z.array(text).min(1).describe("SSH public keys that may log in."),
});

type UserProps = z.output<typeof schema>;
type UserState = {
  readonly server: string;
  readonly name: string;
  readonly role: string;
  readonly homeDirectoryType: string;
  readonly mappings: readonly { readonly entry: string; readonly target: string }[];
  /** `TYPE BASE64`, in order. */
  readonly publicKeys: readonly string[];
};

const SERVER = "arn:${partition}:transfer:${region}:${account}:server/${base.transferServer}";
const USERS = "arn:${partition}:transfer:${region}:${account}:user/${base.transferServer}/*";

const permissions: readonly Permission[] = [
  {
    action: "transfer:DescribeUser",
    resource: USERS,
    verb: "read",
    reason: "See whether a user exists, its keys and whose it is.",
  },
  {
    action: "transfer:CreateUser",
    resource: SERVER,
    verb: "create",
    reason: "Make the partner's SFTP user.",
  },
  {
    action: "transfer:TagResource",
    resource: USERS,
    verb: "create",
    reason: "Mark the user as the partner's.",
  },
  {
    action: "iam:PassRole",
    resource: "arn:${partition}:iam::${account}:role/${names.role}",
    verb: "create",
    reason: "Hand the partner's role to Transfer, and to no other service.",
    condition: { StringEquals: { "iam:PassedToService": "transfer.amazonaws.com" } },
  },
  {
    action: "transfer:UpdateUser",
    resource: USERS,
    verb: "update",
    reason: "Mend a user's role and mappings.",
  },
  {
    action: "transfer:ImportSshPublicKey",
    resource: USERS,
    verb: "test",
    reason: "Add keys, and the access test's own for its length.",
  },
  { action: "transfer:DeleteSshPublicKey", resource: USERS, verb: "test", reason: "Take keys away again." },
  { action: "transfer:DeleteUser", resource: USERS, verb: "remove", reason: "End the partner's logins." },
];

const GONE = ["ResourceNotFoundException"];

/** A service-managed user of an SFTP server with logical folders. */
export const transferUser = defineKind<UserProps, UserState>({
  name: "transfer-user",
  title: "SFTP user",
  schema,
  example: {
    server: "s-0123456789abcdef0",
    name: "example",
    role: "arn:aws:iam::123456789012:role/vendor-example",
    mappings: [{ entry: "/", target: "/partner-files/example" }],
    publicKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFDxQzdu3Q3lO/9RWPT9RUZEtIAQ9tPyaC7bUCd2RBAQ"],
  },
  permissions,
  outputs: {
    arn: "The user's ARN.",
    name: "What the partner logs in as.",
    testKeyId: "ID of the access test's key.",
  },
  identify: (props, scope) => ({ type: "AWS::Transfer::User", name: props.name, arn: userArn(props, scope) }),
  known,
  desired: (props) => ({
    server: props.server,
    name: props.name,
    role: props.role,
    homeDirectoryType: "LOGICAL",
    mappings: inOrder(props.mappings),
    publicKeys: props.publicKeys.map(bareKey).sort(),
  }),
  read: readUser,
  create: (props, scope) => {
    const [first, ...others] = props.publicKeys.map(bareKey);
    const input = { ...settings(props), SshPublicKeyBody: first ?? "", Tags: tagList(scope.tags) };
    return {
      // A role made a moment ago may not be seen yet.
      calls: [
        call(props, "CreateUser", input, { notYet: ["InvalidRequestException"] }),
        ...others.map((key) => importKey(props, key)),
      ],
      outputs: known(props, scope),
    };
  },
  update: (props, live, scope) => ({
    calls: updates(props, live, scope),
    outputs: { ...live.outputs, ...known(props, scope) },
  }),
  remove: (props) => ({ freeze: { calls: [call(props, "DeleteUser", {}, { settledBy: GONE })] } }),
  testAccess: (props, _scope, generated) => ({
    add: {
      calls: [
        {
          ...importKey(props, `\${generated.${generated}.publicKey}`),
          capture: { testKeyId: "SshPublicKeyId" },
        },
      ],
    },
    remove: { calls: [deleteKey(props, "${self.testKeyId}")] },
  }),
});

function userArn({ server, name }: UserProps, { partition, region, account }: Scope): string {
  return `arn:${partition}:transfer:${region}:${account}:user/${server}/${name}`;
}

function known(props: UserProps, scope: Scope) {
  return { arn: userArn(props, scope), name: props.name };
}

function inOrder(mappings: UserProps["mappings"]) {
  return mappings
    .map(({ entry, target }) => ({ entry, target }))
    .sort((a, b) => (a.entry < b.entry ? -1 : 1));
}

function settings({ role, mappings }: UserProps): JsonObject {
  return {
    Role: role,
    HomeDirectoryType: "LOGICAL",
    HomeDirectoryMappings: inOrder(mappings).map(({ entry, target }) => ({ Entry: entry, Target: target })),
  };
}

function call(
  { server, name }: UserProps,
  operation: string,
  input: JsonObject = {},
  more: Partial<Call> = {},
): Call {
  return { service: "transfer", operation, input: { ServerId: server, UserName: name, ...input }, ...more };
}

function importKey(props: UserProps, key: string): Call {
  return call(props, "ImportSshPublicKey", { SshPublicKeyBody: key }, { notYet: GONE });
}

function deleteKey(props: UserProps, id: string): Call {
  return call(props, "DeleteSshPublicKey", { SshPublicKeyId: id }, { settledBy: GONE });
}

/** Prefix of the outputs that tell a key's ID. */
const KEY_ID = "key ";

/** New keys come before old ones go, so that a partner who changes keys is never locked out. */
function updates(props: UserProps, live: Live<UserState>, scope: Scope): readonly Call[] {
  const wanted = props.publicKeys.map(bareKey);
  const { publicKeys, role, homeDirectoryType, mappings } = live.state;
  const current = { Role: role, HomeDirectoryType: homeDirectoryType, mappings };
  const desired = { Role: props.role, HomeDirectoryType: "LOGICAL", mappings: inOrder(props.mappings) };
  const stale = publicKeys.filter((key) => !wanted.includes(key));
  return [
    ...(differs(current, desired) ? [call(props, "UpdateUser", settings(props))] : []),
    ...wanted.filter((key) => !publicKeys.includes(key)).map((key) => importKey(props, key)),
    ...stale.map((key) => deleteKey(props, live.outputs[KEY_ID + key] ?? "")),
    ...(hasTags(live.owner, scope.tags) ? [] : [tagUser(props, scope)]),
  ];
}

function tagUser(props: UserProps, scope: Scope): Call {
  return {
    service: "transfer",
    operation: "TagResource",
    input: { Arn: userArn(props, scope), Tags: tagList(scope.tags) },
  };
}

async function readUser(props: UserProps, scope: Scope, aws: Aws): Promise<Live<UserState> | undefined> {
  const found = await ifFound(
    aws.send("transfer", "DescribeUser", { ServerId: props.server, UserName: props.name }),
  );
  const user = found?.User;
  if (user === undefined) return undefined;
  const keys = (user.SshPublicKeys ?? []).map(({ SshPublicKeyBody = "", SshPublicKeyId = "" }) => ({
    body: bareKey(SshPublicKeyBody),
    id: SshPublicKeyId,
  }));
  const mappings = (user.HomeDirectoryMappings ?? []).map(({ Entry = "", Target = "" }) => ({
    entry: Entry,
    target: Target,
  }));
  return {
    state: {
      server: props.server,
      name: props.name,
      role: user.Role ?? "",
      homeDirectoryType: user.HomeDirectoryType ?? "PATH",
      mappings: inOrder(mappings),
      publicKeys: keys.map(({ body }) => body).sort(),
    },
    outputs: {
      ...known(props, scope),
      ...Object.fromEntries(keys.map(({ body, id }) => [KEY_ID + body, id])),
    },
    owner: tagsOf(user.Tags),
  };
}
