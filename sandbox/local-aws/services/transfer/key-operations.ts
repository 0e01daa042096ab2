import { z } from "zod";
import { defineOperation, type Operation } from "../../service.ts";
import { transferFault } from "./faults.ts";
import { addKey, newUserKey } from "./keys.ts";
import { authorizedUser, userKey } from "./records.ts";
import { keyBody, serverId, userName } from "./schema.ts";

const importSshPublicKey = defineOperation({
  input: z.strictObject({ ServerId: serverId, UserName: userName, SshPublicKeyBody: keyBody }),
  readOnly: false,
  // A private key pasted by mistake must not come back in an error message.
  sensitive: ["SshPublicKeyBody"],
  handle(input, context) {
    const user = authorizedUser(context, "ImportSshPublicKey", input);
    const key = newUserKey(context, input.SshPublicKeyBody);
    const keys = addKey(user.keys, key);
    context.world.table("transfer.users").set(userKey(user.serverId, user.name), { ...user, keys });
    return { ServerId: user.serverId, SshPublicKeyId: key.id, UserName: user.name };
  },
});

const deleteSshPublicKey = defineOperation({
  input: z.strictObject({
    ServerId: serverId,
    UserName: userName,
    SshPublicKeyId: z
      .string()
      .length(21)
      .regex(/^key-[0-9a-f]{17}$/),
  }),
  readOnly: false,
  handle(input, context) {
    const user = authorizedUser(context, "DeleteSshPublicKey", input);
    const keys = user.keys.filter((key) => key.id !== input.SshPublicKeyId);
    if (keys.length === user.keys.length) throw transferFault.notFound("SshPublicKey", input.SshPublicKeyId);
    context.world.table("transfer.users").set(userKey(user.serverId, user.name), { ...user, keys });
    return undefined;
  },
});

/** Operations on the public keys of users. */
export const keyOperations: Readonly<Record<string, Operation>> = {
  ImportSshPublicKey: importSshPublicKey,
  DeleteSshPublicKey: deleteSshPublicKey,
};
