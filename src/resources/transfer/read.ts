import type { Aws } from "../../aws/aws.ts";
import type { Live, Scope } from "../kind.ts";
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
