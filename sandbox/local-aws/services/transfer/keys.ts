import { checkBlob, KEY_TYPES } from "../../../../src/core/ssh/key-blob.ts";
import type { OperationContext } from "../../service.ts";
import type { TransferUserRecord } from "../../tables.ts";
import { randomHex } from "../shared/uuid.ts";
import { transferFault } from "./faults.ts";

/** Most keys of one user. Source: https://docs.aws.amazon.com/general/latest/gr/transfer-service.html */
const MOST_KEYS = 10;

/** A public key of a Transfer user. */
type UserKey = TransferUserRecord["keys"][number];

/**
 * A key as it is stored: the line without white space around it.
 * @throws AwsFault InvalidRequestException where it is not a key of a type that Transfer takes
 * (https://docs.aws.amazon.com/transfer/latest/userguide/key-management.html)
 */
export function newUserKey({ world }: OperationContext, body: string): UserKey {
  const trimmed = body.trim();
  const [name, base64 = ""] = trimmed.split(/[ \t]+/);
  const type = KEY_TYPES.find((candidate) => candidate === name);
  if (type === undefined || typeof checkBlob(type, Buffer.from(base64, "base64")) !== "number") {
    throw transferFault.request("Unsupported or invalid SSH public key format");
  }
  return {
    id: `key-${randomHex(world.random, 9).slice(0, 17)}`,
    body: trimmed,
    importedAt: world.clock.now(),
  };
}

/** Keys after one more. @throws AwsFault ResourceExistsException, InvalidRequestException */
export function addKey(keys: readonly UserKey[], added: UserKey): readonly UserKey[] {
  if (keys.some((key) => blobText(key) === blobText(added)))
    throw transferFault.exists("SshPublicKey", added.id);
  if (keys.length >= MOST_KEYS)
    throw transferFault.request(`A user may have at most ${MOST_KEYS} SSH public keys.`);
  return [...keys, added];
}

function blobText(key: UserKey): string | undefined {
  return key.body.split(/[ \t]+/)[1];
}
