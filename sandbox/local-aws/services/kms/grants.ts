import { createHmac, timingSafeEqual } from "node:crypto";
import type { Grant } from "../../../../src/policy/types.ts";
import type { GrantRecord, KeyRecord } from "../../tables.ts";
import type { Caller, World } from "../../world.ts";
import { randomHex } from "../shared/uuid.ts";
import { kmsFault } from "./faults.ts";

/** Operations that carry an encryption context: only on these do a grant's constraints count. */
export const CRYPTOGRAPHIC: readonly string[] = [
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
];

const ABOUT_KEYS = ["CreateGrant", "RetireGrant", "DescribeKey"];

/**
 * What a grant may allow, by what the key is for.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations
 */
export const GRANT_OPERATIONS: Readonly<Record<"ENCRYPT_DECRYPT" | "SIGN_VERIFY", readonly string[]>> = {
  ENCRYPT_DECRYPT: [...CRYPTOGRAPHIC, ...ABOUT_KEYS],
  SIGN_VERIFY: ["Sign", "Verify", "GetPublicKey", ...ABOUT_KEYS],
};

/** Table key of a grant. */
export function grantKey(grant: { readonly keyArn: string; readonly grantId: string }): string {
  return `${grant.keyArn}/${grant.grantId}`;
}

/** The true grants of a key, sorted by id. */
export function grantsOf(world: World, keyArn: string): GrantRecord[] {
  return world
    .table("kms.grants")
    .entries(`${keyArn}/`)
    .map(([, grant]) => grant);
}

/**
 * The grants that count for one operation of a caller on a key now: those that KMS already sees, and those that a grant
 * token vouches for. Grants of others are left away here: a key may have tens of thousands.
 * @throws AwsFault InvalidGrantTokenException
 */
export function grantsFor(
  world: World,
  key: KeyRecord,
  asked: { readonly caller: Caller; readonly operation: string; readonly tokens: readonly string[] },
): Grant[] {
  const { principal } = asked.caller;
  const id = "roleId" in principal ? principal.roleId : "userId" in principal ? principal.userId : undefined;
  const counts = (grant: GrantRecord) =>
    (grant.granteeId === undefined || grant.granteeId === id) && grant.operations.includes(asked.operation);
  const seen = world
    .table("kms.grants")
    .seenEntries("kms", `${key.arn}/`)
    .map(([, grant]) => grant);
  const vouched = asked.tokens
    .map((token) => readGrantToken(world, token))
    .filter((grant) => grant.keyArn === key.arn);
  const byId = new Map([...seen, ...vouched].filter(counts).map((grant) => [grant.grantId, grant]));
  return [...byId.values()].map(toGrant);
}

function toGrant(record: GrantRecord): Grant {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = record.constraints ?? {};
  return {
    grantId: record.grantId,
    ...(record.name === undefined ? {} : { name: record.name }),
    grantee: record.grantee,
    ...(record.granteeId === undefined ? {} : { granteeId: record.granteeId }),
    keyArn: record.keyArn,
    operations: record.operations,
    ...(equals ? { encryptionContextEquals: equals } : {}),
    ...(subset ? { encryptionContextSubset: subset } : {}),
  };
}

/**
 * A new token of a grant. Each call of CreateGrant answers another one, and all of a grant's tokens are worth the same
 * (https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html).
 */
export function newGrantToken(world: World, grant: GrantRecord): string {
  const nonce = randomHex(world.random, 16);
  return Buffer.from([grant.keyArn, grant.grantId, nonce, tokenMac(grant, nonce)].join(" ")).toString(
    "base64url",
  );
}

/** The grant that a token stands for. @throws AwsFault InvalidGrantTokenException: forged, or the grant is gone */
export function readGrantToken(world: World, token: string): GrantRecord {
  const [keyArn = "", grantId = "", nonce = "", mac = ""] = Buffer.from(token, "base64url")
    .toString()
    .split(" ");
  const grant = world.table("kms.grants").get(grantKey({ keyArn, grantId }));
  if (grant === undefined) throw kmsFault.invalidGrantToken();
  const wanted = Buffer.from(tokenMac(grant, nonce));
  const given = Buffer.from(mac);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw kmsFault.invalidGrantToken();
  return grant;
}

function tokenMac(grant: GrantRecord, nonce: string): string {
  return createHmac("sha256", grant.token).update(`${grant.grantId} ${nonce}`).digest("hex");
}
