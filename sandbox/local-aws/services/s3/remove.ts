import { AwsFault } from "../../fault.ts";
import type { BucketRecord } from "../../tables.ts";
import { dropSegments } from "./bodies.ts";
import { catalogOf } from "./catalog.ts";
import { checkWrite } from "./conditions.ts";
import { type ObjectAddress, objectAsk } from "./read.ts";
import type { ObjectVersionRecord } from "./records.ts";
import { authorize, type Scope } from "./scope.ts";
import { nextVersionId } from "./write.ts";

/** What a delete did. */
export interface Removal {
  /** The version that was removed, or the id of the delete marker that was made. */
  readonly versionId?: string;
  /** A delete marker was made or removed. */
  readonly deleteMarker: boolean;
}

const REMOVE = { current: "s3:DeleteObject", version: "s3:DeleteObjectVersion" };

/**
 * Deletes: the version that is named for good, else, in a versioned bucket, by a delete marker. A missing key is no error.
 * @param ifMatch ETag that the current version must have
 * @throws AwsFault AccessDenied; PreconditionFailed
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export function removeObject(
  scope: Scope,
  bucket: BucketRecord,
  at: ObjectAddress,
  ifMatch?: string,
): Removal {
  authorize(scope, bucket, objectAsk(bucket, scope, at, REMOVE));
  const catalog = catalogOf(scope.world);
  const current = catalog.current(bucket.name, at.key);
  if (ifMatch !== undefined) checkWrite({ ifMatch }, at.key, current);
  if (at.versionId !== undefined) {
    const version = catalog.versions(bucket.name, at.key).find(({ versionId }) => versionId === at.versionId);
    if (version !== undefined) {
      refuseRetained(scope, version);
      discard(scope, version);
    }
    return { versionId: at.versionId, deleteMarker: version?.deleteMarker ?? false };
  }
  if (bucket.versioning === "") {
    if (current !== undefined) discard(scope, current);
    return { deleteMarker: false };
  }
  const marker: ObjectVersionRecord = {
    bucket: bucket.name,
    key: at.key,
    versionId: nextVersionId(scope, bucket.name),
    sequence: catalog.nextSequence(),
    modifiedAt: scope.world.clock.now(),
    deleteMarker: true,
    size: 0,
    etag: "",
    segments: [],
    headers: {},
    metadata: {},
    tags: {},
    encryption: { bucketKey: false },
  };
  const replaced = catalog.put(marker);
  if (replaced !== undefined) dropSegments(scope.world, replaced.segments);
  return { versionId: marker.versionId, deleteMarker: true };
}

/** Governance could be bypassed by a header, which is left out. */
function refuseRetained({ world }: Scope, { retainedUntil = 0 }: ObjectVersionRecord): void {
  if (retainedUntil > world.clock.now())
    throw new AwsFault("AccessDenied", 403, "Access Denied because object protected by object lock.");
}

function discard(scope: Scope, record: ObjectVersionRecord): void {
  catalogOf(scope.world).remove(record);
  dropSegments(scope.world, record.segments);
}
