import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, BUCKET, KEY, type Lab, refusal, startLab } from "./lab.ts";

const PLAIN = "plain-files";
let lab: Lab;
let s3: S3Client;

beforeAll(async () => {
  lab = await startLab();
  s3 = lab.client(lab.role("admin", ADMIN));
});
afterAll(() => lab.close());

test.each([false, true])("puts, heads and gets an object (virtual host: %s)", async (virtualHost) => {
  const client = lab.client(lab.role("addressing", ADMIN), { virtualHost });
  const Key = `acme/ä b+c&d/${virtualHost}.txt`;
  const put = await client.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key,
      Body: "hello",
      ContentType: "text/plain",
      Metadata: { origin: "test" },
      Tagging: "team=a%20b",
    }),
  );
  expect(put).toMatchObject({
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: KEY,
    BucketKeyEnabled: true,
    ChecksumCRC32: "NhCmhg==",
  });
  const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));
  expect(head).toMatchObject({
    ContentLength: 5,
    ContentType: "text/plain",
    Metadata: { origin: "test" },
    VersionId: put.VersionId,
  });
  const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  expect(await got.Body?.transformToString()).toBe("hello");
  expect(got).toMatchObject({ TagCount: 1, AcceptRanges: "bytes" });
});

test("streams an upload with a trailing checksum", async () => {
  const block = Buffer.alloc(1024 * 1024, 7);
  const Body = Readable.from(Array.from({ length: 12 }, () => block));
  const ContentLength = 12 * block.length;
  const put = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "big", Body, ContentLength }));
  const md5 = createHash("md5").update(Buffer.alloc(ContentLength, 7)).digest("hex");
  expect(put.ETag).toBe(`"${md5}"`);
  expect(put.ChecksumCRC32).toBeDefined();
  const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "big", ChecksumMode: "ENABLED" }));
  const bytes = await got.Body?.transformToByteArray();
  expect(
    createHash("md5")
      .update(bytes ?? "")
      .digest("hex"),
  ).toBe(md5);
});

test.each([
  ["bytes=0-1", "he", "bytes 0-1/5"],
  ["bytes=3-", "lo", "bytes 3-4/5"],
  ["bytes=-2", "lo", "bytes 3-4/5"],
  ["bytes=1-100", "ello", "bytes 1-4/5"],
  ["bytes=2-1", "hello", undefined],
])("reads the range %s", async (Range, text, ContentRange) => {
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "ranged", Body: "hello" }));
  const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "ranged", Range }));
  expect(await got.Body?.transformToString()).toBe(text);
  expect(got.ContentRange).toBe(ContentRange);
});

test("refuses a range behind the end", async () => {
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "ranged", Body: "hello" }));
  const call = s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "ranged", Range: "bytes=9-" }));
  expect(await refusal(call)).toBe("InvalidRange 416");
});

test("holds reads to their conditions", async () => {
  const at = { Bucket: BUCKET, Key: "conditional" };
  const { ETag } = await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
  const past = new Date(Date.now() - 60_000);
  const future = new Date(Date.now() + 60_000);
  const get = (more: object) => refusal(s3.send(new GetObjectCommand({ ...at, ...more })));
  expect(await get({ IfMatch: ETag })).toBe("allowed");
  expect(await get({ IfMatch: '"other"' })).toBe("PreconditionFailed 412");
  expect(await get({ IfNoneMatch: ETag })).toMatch(/ 304$/);
  expect(await get({ IfModifiedSince: future })).toMatch(/ 304$/);
  expect(await get({ IfModifiedSince: past })).toBe("allowed");
  expect(await get({ IfUnmodifiedSince: past })).toBe("PreconditionFailed 412");
  expect(await get({ IfMatch: ETag, IfUnmodifiedSince: past })).toBe("allowed");
});

test("holds writes to their conditions", async () => {
  const at = { Bucket: BUCKET, Key: "lock" };
  const put = (more: object) => refusal(s3.send(new PutObjectCommand({ ...at, Body: "x", ...more })));
  expect(await put({ IfMatch: '"other"' })).toBe("NoSuchKey 404");
  const results = await Promise.all([
    put({ IfNoneMatch: "*" }),
    put({ IfNoneMatch: "*" }),
    put({ IfNoneMatch: "*" }),
  ]);
  expect(results.toSorted()).toEqual(["PreconditionFailed 412", "PreconditionFailed 412", "allowed"]);
  expect(await put({ IfMatch: '"other"' })).toBe("PreconditionFailed 412");
  expect(await put({ IfNoneMatch: '"other"' })).toBe("NotImplemented 501");
  await s3.send(new DeleteObjectCommand(at));
  expect(await put({ IfNoneMatch: "*" })).toBe("allowed");
});

test("refuses bodies that are not what the sender says", async () => {
  const at = { Bucket: PLAIN, Key: "digest", Body: "hello" };
  const put = (more: object) => refusal(s3.send(new PutObjectCommand({ ...at, ...more })));
  expect(await put({ ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" })).toBe("BadDigest 400");
  expect(await put({ ContentMD5: "nonsense" })).toBe("InvalidDigest 400");
  expect(await put({ ChecksumSHA256: Buffer.alloc(32).toString("base64") })).toBe("BadDigest 400");
  expect(readdirSync(join(lab.dir, "objects")).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect(await refusal(s3.send(new HeadObjectCommand({ Bucket: PLAIN, Key: "digest" })))).toMatch(/ 404$/);
});

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "keeps the %s checksum",
  async (algorithm) => {
    const at = { Bucket: BUCKET, Key: `sum-${algorithm}` };
    const values = {
      CRC32: "y/Q5Jg==",
      CRC32C: "4waSgw==",
      CRC64NVME: "rosUhgp5mIg=",
      SHA1: "98O8HYCOBHMq32eZZczH4ND+OEI=",
      SHA256: "FeKw09YM/G5pD0ZgvKuKtS9NWFp3cGrbw8fHoBCi4ew=",
    };
    const digest = algorithm.startsWith("SHA")
      ? createHash(algorithm.toLowerCase()).update("123456789").digest("base64")
      : values[algorithm];
    await s3.send(new PutObjectCommand({ ...at, Body: "123456789", [`Checksum${algorithm}`]: digest }));
    const head = await s3.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" }));
    expect(head[`Checksum${algorithm}`]).toBe(digest);
  },
);

test("keeps versions, hides and restores them by delete markers", async () => {
  const at = { Bucket: BUCKET, Key: "versions/a" };
  const first = await s3.send(new PutObjectCommand({ ...at, Body: "1" }));
  const second = await s3.send(new PutObjectCommand({ ...at, Body: "22" }));
  const marker = await s3.send(new DeleteObjectCommand(at));
  expect(marker.DeleteMarker).toBe(true);
  expect(await refusal(s3.send(new GetObjectCommand(at)))).toBe("NoSuchKey 404");
  const got = await s3.send(new GetObjectCommand({ ...at, VersionId: first.VersionId }));
  expect(await got.Body?.transformToString()).toBe("1");
  const markerVersion = { ...at, VersionId: marker.VersionId };
  expect(await refusal(s3.send(new GetObjectCommand(markerVersion)))).toBe("MethodNotAllowed 405");
  expect(await refusal(s3.send(new HeadObjectCommand(markerVersion)))).toMatch(/ 405$/);
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: "versions/" }));
  expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [second.VersionId, false],
    [first.VersionId, false],
  ]);
  expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
  await s3.send(new DeleteObjectCommand(markerVersion));
  expect((await s3.send(new HeadObjectCommand(at))).VersionId).toBe(second.VersionId);
  const unknown = { ...at, VersionId: "nope" };
  expect(await refusal(s3.send(new GetObjectCommand(unknown)))).toBe("NoSuchVersion 404");
});

test("an unversioned bucket replaces and removes", async () => {
  const files = () => readdirSync(join(lab.dir, "objects")).length;
  const before = files();
  const at = { Bucket: PLAIN, Key: "one" };
  await s3.send(new PutObjectCommand({ ...at, Body: "1" }));
  const put = await s3.send(new PutObjectCommand({ ...at, Body: "2" }));
  expect(put.VersionId).toBeUndefined();
  expect(files()).toBe(before + 1);
  await s3.send(new DeleteObjectCommand(at));
  expect(files()).toBe(before);
  expect(await refusal(s3.send(new GetObjectCommand(at)))).toBe("NoSuchKey 404");
});

test("copies with and without the source's metadata and tags", async () => {
  const from = { Bucket: BUCKET, Key: "copy/ä source" };
  await s3.send(
    new PutObjectCommand({
      ...from,
      Body: "body",
      Metadata: { a: "1" },
      Tagging: "t=1",
      ContentType: "text/x",
    }),
  );
  const CopySource = encodeURI(`${from.Bucket}/${from.Key}`);
  const kept = { Bucket: PLAIN, Key: "copy/kept" };
  const copied = await s3.send(new CopyObjectCommand({ ...kept, CopySource }));
  expect(copied.CopySourceVersionId).toBeDefined();
  expect(await s3.send(new HeadObjectCommand(kept))).toMatchObject({
    Metadata: { a: "1" },
    ContentType: "text/x",
    ServerSideEncryption: "AES256",
  });
  const { TagSet } = await s3.send(new GetObjectTaggingCommand(kept));
  expect(TagSet).toEqual([{ Key: "t", Value: "1" }]);
  const replaced = { Bucket: PLAIN, Key: "copy/replaced" };
  await s3.send(
    new CopyObjectCommand({ ...replaced, CopySource, MetadataDirective: "REPLACE", Metadata: { b: "2" } }),
  );
  expect((await s3.send(new HeadObjectCommand(replaced))).Metadata).toEqual({ b: "2" });
  const itself = new CopyObjectCommand({ ...kept, CopySource: `${kept.Bucket}/${kept.Key}` });
  expect(await refusal(s3.send(itself))).toBe("InvalidRequest 400");
  const stale = new CopyObjectCommand({ ...replaced, CopySource, CopySourceIfMatch: '"other"' });
  expect(await refusal(s3.send(stale))).toBe("PreconditionFailed 412");
});

test("deletes in batches", async () => {
  for (const Key of ["batch/a", "batch/b"])
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "" }));
  const Objects = [{ Key: "batch/a" }, { Key: "batch/b" }, { Key: "batch/not there" }];
  const result = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
  expect(result.Deleted?.map(({ Key, DeleteMarker }) => [Key, DeleteMarker])).toEqual([
    ["batch/a", true],
    ["batch/b", true],
    ["batch/not there", true],
  ]);
  const quiet = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects, Quiet: true } }));
  expect(quiet.Deleted).toBeUndefined();
});

test("replaces tags and tells attributes", async () => {
  const at = { Bucket: BUCKET, Key: "tagged" };
  await s3.send(new PutObjectCommand({ ...at, Body: "12345" }));
  await s3.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: "a b", Value: " " }] } }));
  expect((await s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([{ Key: "a b", Value: " " }]);
  const TagSet = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
  expect(await refusal(s3.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet } })))).toBe(
    "BadRequest 400",
  );
  const attributes = await s3.send(
    new GetObjectAttributesCommand({
      ...at,
      ObjectAttributes: ["ETag", "ObjectSize", "Checksum", "StorageClass"],
    }),
  );
  expect(attributes).toMatchObject({
    ObjectSize: 5,
    ETag: "827ccb0eea8a706c4c34a16891f84e7b",
    StorageClass: "STANDARD",
  });
  expect(attributes.Checksum?.ChecksumCRC32).toBeDefined();
});

test("refuses keys that are too long, and unknown parameters", async () => {
  const put = (Key: string) => refusal(s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "" })));
  expect(await put("ä".repeat(513))).toBe("KeyTooLongError 400");
  expect(await put("ä".repeat(512))).toBe("allowed");
  const glacier = new PutObjectCommand({ Bucket: BUCKET, Key: "cold", Body: "", StorageClass: "GLACIER" });
  expect(await refusal(s3.send(glacier))).toBe("NotImplemented 501");
  const acl = new PutObjectCommand({ Bucket: BUCKET, Key: "acl", Body: "", ACL: "public-read" });
  expect(await refusal(s3.send(acl))).toBe("AccessControlListNotSupported 400");
});

test("presigned URLs read and write, with response headers overridden", async () => {
  const at = { Bucket: BUCKET, Key: "presigned" };
  const signer = lab.client(lab.role("signer", ADMIN), { checksums: false });
  const put = await fetch(await getSignedUrl(signer, new PutObjectCommand(at)), {
    method: "PUT",
    body: "over http",
  });
  expect(put.status).toBe(200);
  const getUrl = await getSignedUrl(s3, new GetObjectCommand({ ...at, ResponseContentType: "text/weird" }));
  const answer = await fetch(getUrl);
  expect(answer.headers.get("content-type")).toBe("text/weird");
  expect(await answer.text()).toBe("over http");
});
