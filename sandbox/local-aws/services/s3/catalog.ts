import { readdirSync } from "node:fs";
import type { World } from "../../world.ts";
import { dropSegments } from "./bodies.ts";
import { boundary, compareKeys } from "./order.ts";
import type { ObjectVersionRecord } from "./records.ts";

/** The objects of all buckets, indexed for listing. Backed by table `s3.versions`; nothing else writes that table. */
interface Catalog {
  /** Keys of a bucket that have any version, in S3's order. */
  keys(bucket: string): readonly string[];
  /** Versions of a key, newest first. */
  versions(bucket: string, key: string): readonly ObjectVersionRecord[];
  /** The newest version, a delete marker included. */
  current(bucket: string, key: string): ObjectVersionRecord | undefined;
  /** Number that orders the next write. */
  nextSequence(): number;
  /** Makes a version durable and current; returns the `null` version that it replaced. */
  put(record: ObjectVersionRecord): ObjectVersionRecord | undefined;
  /** Removes one version for good. */
  remove(record: ObjectVersionRecord): void;
}

interface BucketIndex {
  readonly keys: string[];
  readonly versions: Map<string, ObjectVersionRecord[]>;
}

const catalogs = new WeakMap<World, Catalog>();

/** The catalog of a world, built from its tables at first use. */
export function catalogOf(world: World): Catalog {
  const known = catalogs.get(world);
  if (known !== undefined) return known;
  const catalog = buildCatalog(world);
  catalogs.set(world, catalog);
  settle(world);
  return catalog;
}

function recordKey(record: Pick<ObjectVersionRecord, "bucket" | "key" | "versionId">): string {
  return `${record.bucket}\0${record.key}\0${record.versionId}`;
}

function newestFirst(a: ObjectVersionRecord, b: ObjectVersionRecord): number {
  return b.sequence - a.sequence;
}

function buildCatalog(world: World): Catalog {
  const table = world.table("s3.versions");
  const buckets = new Map<string, BucketIndex>();
  const indexOf = (bucket: string): BucketIndex => {
    const index = buckets.get(bucket) ?? { keys: [], versions: new Map() };
    buckets.set(bucket, index);
    return index;
  };
  let sequence = 0;
  for (const [, record] of table.entries()) {
    const { versions } = indexOf(record.bucket);
    versions.set(record.key, [...(versions.get(record.key) ?? []), record].sort(newestFirst));
    sequence = Math.max(sequence, record.sequence);
  }
  for (const { keys, versions } of buckets.values()) keys.push(...[...versions.keys()].sort(compareKeys));

  const versionsOf = (bucket: string, key: string) => buckets.get(bucket)?.versions.get(key) ?? [];
  return {
    keys: (bucket) => buckets.get(bucket)?.keys ?? [],
    versions: versionsOf,
    current: (bucket, key) => versionsOf(bucket, key)[0],
    nextSequence() {
      sequence += 1;
      return sequence;
    },
    put(record) {
      const index = indexOf(record.bucket);
      const before = versionsOf(record.bucket, record.key);
      const replaced = before.find(({ versionId }) => versionId === record.versionId);
      table.set(recordKey(record), record);
      if (before.length === 0) index.keys.splice(positionOf(index.keys, record.key), 0, record.key);
      const others = before.filter((version) => version !== replaced);
      index.versions.set(record.key, [record, ...others].sort(newestFirst));
      return replaced;
    },
    remove(record) {
      const index = indexOf(record.bucket);
      table.delete(recordKey(record));
      const left = versionsOf(record.bucket, record.key).filter(
        ({ versionId }) => versionId !== record.versionId,
      );
      if (left.length > 0) index.versions.set(record.key, left);
      else {
        index.versions.delete(record.key);
        index.keys.splice(positionOf(index.keys, record.key), 1);
      }
    },
  };
}

function positionOf(keys: readonly string[], key: string): number {
  return boundary(keys, 0, (candidate) => compareKeys(candidate, key) < 0);
}

/**
 * Settles what a killed process left: an upload whose parts an object already has is over, and bodies without a record go.
 */
function settle(world: World): void {
  const objects = new Set<string>();
  for (const [, version] of world.table("s3.versions").entries()) {
    for (const { file } of version.segments) objects.add(file);
  }
  const parts = world.table("s3.parts");
  const done = new Set(
    parts.entries().flatMap(([key, { segment }]) => (objects.has(segment.file) ? [uploadOfPart(key)] : [])),
  );
  for (const [key] of parts.entries()) if (done.has(uploadOfPart(key))) parts.delete(key);
  const uploads = world.table("s3.uploads");
  for (const [key, { uploadId }] of uploads.entries()) if (done.has(uploadId)) uploads.delete(key);
  const named = new Set([...objects, ...parts.entries().map(([, { segment }]) => segment.file)]);
  const orphans = readdirSync(world.objectsDir).filter((file) => !named.has(file));
  dropSegments(
    world,
    orphans.map((file) => ({ file, size: 0 })),
  );
}

function uploadOfPart(key: string): string {
  return key.slice(0, key.indexOf("\0"));
}
