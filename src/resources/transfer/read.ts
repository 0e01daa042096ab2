import type { Aws } from "../../aws/aws.ts";
import type { Live, Room, Scope } from "../kind.ts";
import { ifFound } from "../read.ts";
import { bareKey } from "../ssh-key.ts";
import { tagsOf } from "../tags.ts";
import { inOrder, KEY_ID, known, type UserProps, type UserState } from "./schema.ts";

/** The user with all of its keys, those of others too. */
export async function readUser(
  props: UserProps,
  scope: Scope,
  aws: Aws,
): Promise<Live<UserState> | undefined> {
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

/** Users of one server at most, unless AWS was asked for more: https://docs.aws.amazon.com/general/latest/gr/transfer-service.html */
const USERS_OF_A_SERVER = 10_000;

/** How many users the server still takes. */
export async function readRoom({ server }: UserProps, _scope: Scope, aws: Aws): Promise<Room> {
  const { output } = await aws.send("transfer", "DescribeServer", { ServerId: server });
  return {
    of: `users of SFTP server ${server}`,
    left: USERS_OF_A_SERVER - (output.Server?.UserCount ?? 0),
    needs: 1,
    remedy: "Offboard whom you no longer need, or use another server.",
  };
}
