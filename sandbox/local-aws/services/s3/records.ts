/** One file under the world's objects folder that holds (part of) a body. Files never change once named here. */
export interface Segment {
  readonly file: string;
  readonly size: number;
}

/** Checksum algorithms that S3 takes, as `x-amz-checksum-algorithm` names them. */
export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";

/** A checksum as S3 keeps it: base64, for composite ones with `-PARTS` behind. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** How an object is encrypted at rest. `keyArn` is present for SSE-KMS. */
export interface ObjectEncryption {
  readonly keyArn?: string;
  readonly bucketKey: boolean;
}

/** What a writer says about a body. */
export interface ObjectAttributes {
  /** Response headers kept with the object: `content-type`, `cache-control`, `content-disposition`, … */
  readonly headers: Readonly<Record<string, string>>;
  /** `x-amz-meta-*` without its prefix. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Table `s3.versions`, key `BUCKET\0KEY\0VERSION-ID`: an object version or a delete marker. */
export interface ObjectVersionRecord extends ObjectAttributes {
  readonly bucket: string;
  readonly key: string;
  /** `null` where the bucket was not versioned when it was written. */
  readonly versionId: string;
  /** Order of writes in the whole store: the highest of a key is its current version. */
  readonly sequence: number;
  readonly modifiedAt: number;
  readonly deleteMarker: boolean;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly segments: readonly Segment[];
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: ObjectEncryption;
  readonly checksum?: Checksum;
  /** Present for multipart uploads: the checksum of each part, in order of `segments`. */
  readonly partChecksums?: readonly string[];
  /** Object Lock: until when it can't be deleted; milliseconds since the epoch. */
  readonly retainedUntil?: number;
}

/** Table `s3.uploads`, key `BUCKET\0KEY\0UPLOAD-ID`: a multipart upload in progress. */
export interface UploadRecord extends ObjectAttributes {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedAt: number;
  /** ARN of who began it. */
  readonly initiator: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: ObjectEncryption;
  readonly checksum?: Pick<Checksum, "algorithm" | "type">;
}

/** Table `s3.parts`, key `UPLOAD-ID\0NUMBER` (five digits). */
export interface UploadPartRecord {
  readonly number: number;
  readonly modifiedAt: number;
  readonly etag: string;
  readonly segment: Segment;
  readonly checksum?: Checksum;
}
