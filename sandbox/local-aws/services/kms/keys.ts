import type { KeyRecord } from "../../tables.ts";
import { REGION, type World } from "../../world.ts";
import { kmsFault } from "./faults.ts";

/** A key as a request named it. */
export interface NamedKey {
  readonly key: KeyRecord;
  /** `alias/…` where the request named an alias. */
  readonly alias?: string;
}

const UUID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** ARN of a key or alias (`key/ID`, `alias/NAME`). */
export function kmsArn(account: string, rest: string): string {
  return `arn:aws:kms:${REGION}:${account}:${rest}`;
}

/**
 * Finds a key by key id, key ARN, alias name or alias ARN.
 * @param account the caller's, in which ids and alias names are looked up
 * @throws AwsFault NotFoundException, InvalidArnException
 */
export function findKey(world: World, account: string, keyId: string): NamedKey {
  const { owner, name } = parseKeyId(account, keyId);
  if (name.startsWith("alias/")) return findAlias(world, owner, name);
  const arn = kmsArn(owner, `key/${name}`);
  const key = world.table("kms.keys").get(arn);
  if (key === undefined || hasExpired(world, key)) throw kmsFault.notFound(`Key '${arn}' does not exist`);
  return { key };
}

/**
 * Like {@link findKey}, for operations that take no alias.
 * @throws AwsFault NotFoundException, InvalidArnException
 */
export function findKeyById(world: World, account: string, keyId: string): KeyRecord {
  if (keyId.startsWith("alias/")) throw kmsFault.notFound(`Invalid keyId '${keyId}'`);
  if (/^arn:[^:]*:kms:[^:]*:[^:]*:alias\//.test(keyId))
    throw kmsFault.invalidArn(`${keyId} is not a key ARN`);
  return findKey(world, account, keyId).key;
}

/** A key whose waiting period has passed is gone, though its record is still there. */
function hasExpired(world: World, key: KeyRecord): boolean {
  return key.deletionDate !== undefined && key.deletionDate <= world.clock.now();
}

function findAlias(world: World, owner: string, name: string): NamedKey {
  for (const [, key] of world.table("kms.keys").entries(kmsArn(owner, "key/"))) {
    if (key.aliases.includes(name) && !hasExpired(world, key)) return { key, alias: name };
  }
  throw kmsFault.notFound(`Alias ${kmsArn(owner, name)} is not found.`);
}

function parseKeyId(account: string, keyId: string): { owner: string; name: string } {
  if (!keyId.startsWith("arn:")) {
    if (keyId.startsWith("alias/")) return { owner: account, name: keyId };
    if (!UUID.test(keyId)) throw kmsFault.notFound(`Invalid keyId '${keyId}'`);
    return { owner: account, name: keyId };
  }
  const [, partition, service, region, owner, resource, ...more] = keyId.split(":");
  if (
    partition !== "aws" ||
    service !== "kms" ||
    !/^\d{12}$/.test(owner ?? "") ||
    owner === undefined ||
    resource === undefined ||
    more.length > 0
  ) {
    throw kmsFault.invalidArn(`Invalid arn ${keyId}`);
  }
  if (region !== REGION) throw kmsFault.notFound(`Invalid arn ${region}`);
  if (resource.startsWith("alias/")) return { owner, name: resource };
  if (!resource.startsWith("key/")) throw kmsFault.invalidArn(`Invalid arn ${keyId}`);
  return { owner, name: resource.slice("key/".length) };
}

/** Whether KMS itself keeps the key, for a service (`alias/aws/…`). */
export function isAwsManaged(key: KeyRecord): boolean {
  return key.aliases.some((alias) => alias.startsWith("alias/aws/"));
}

/** `Enabled`, `Disabled` or `PendingDeletion`. */
export function keyState(key: KeyRecord): string {
  if (key.deletionDate !== undefined) return "PendingDeletion";
  return key.enabled ? "Enabled" : "Disabled";
}

/** @throws AwsFault KMSInvalidStateException for a key that waits to be deleted */
export function requireNotPending(key: KeyRecord): void {
  if (key.deletionDate !== undefined) throw kmsFault.invalidState(`${key.arn} is pending deletion.`);
}

/** @throws AwsFault DisabledException, KMSInvalidStateException */
export function requireEnabled(key: KeyRecord): void {
  requireNotPending(key);
  if (!key.enabled) throw kmsFault.disabled(key.arn);
}

/** Replaces members of a key's record. */
export function updateKey(world: World, key: KeyRecord, changes: Partial<KeyRecord>): KeyRecord {
  const updated = { ...key, ...changes };
  world.table("kms.keys").set(key.arn, updated);
  return updated;
}
