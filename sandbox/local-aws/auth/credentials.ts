import type { Context, Principal } from "../../../src/policy/types.ts";
import { plainCaller, sessionCaller } from "../caller.ts";
import type { AccessKeyRecord } from "../tables.ts";
import type { Caller, World } from "../world.ts";
import { type Family, refuse } from "./refusals.ts";
import type { Signature } from "./signature.ts";

/** Credentials that a signature names: the secret that proves them and the caller they stand for. */
export interface Known {
  readonly secret: string;
  readonly caller: Caller;
}

/**
 * Looks up what a signature names, as `observer` knows it.
 * @throws AwsFault for an unknown key or token and for an expired session
 */
export function findCredentials(
  world: World,
  signature: Signature,
  observer: string,
  family: Family,
  connection: Context,
): Known {
  const { accessKeyId, token } = signature;
  const session = world.table("sts.sessions").seen(accessKeyId, observer);
  if (session !== undefined) {
    if (token !== session.sessionToken) throw refuse.unknownToken(family);
    if (world.clock.now() >= session.expiresAt) throw refuse.expiredToken(family);
    return { secret: session.secretAccessKey, caller: sessionCaller(session, connection) };
  }
  const key = world.table("iam.accessKeys").seen(accessKeyId, observer);
  const principal = key && holderOf(world, key, observer);
  if (key === undefined || principal === undefined) throw refuse.unknownKey(family);
  if (token !== undefined) throw refuse.unknownToken(family);
  return { secret: key.secretAccessKey, caller: plainCaller(principal, connection, accessKeyId) };
}

function holderOf(
  world: World,
  { account, userName }: AccessKeyRecord,
  observer: string,
): Principal | undefined {
  if (userName === undefined) return { type: "root", account };
  const user = world.table("iam.users").seen(`${account}/${userName}`, observer);
  return user && { type: "user", account, arn: user.arn, userId: user.id };
}
