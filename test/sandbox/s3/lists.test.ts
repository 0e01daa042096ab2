import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, BUCKET, type Lab, refusal, startLab } from "./lab.ts";

let lab: Lab;
let s3: S3Client;
const KEYS = ["acme-evil/x", "acme/", "acme/1", "acme/in/a b&<c>", "acme/in/ü+", "root.txt"];

beforeAll(async () => {
  lab = await startLab();
  s3 = lab.client(lab.role("admin", ADMIN));
  for (const Key of [...KEYS, "gone/1"])
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "x" }));
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "gone/1" }));
});
afterAll(() => lab.close());

test("ListObjectsV2 with prefix, delimiter and owner", async () => {
  const page = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "acme/", Delimiter: "/", FetchOwner: true }),
  );
  expect(page.Contents?.map(({ Key }) => Key)).toEqual(["acme/", "acme/1"]);
  expect(page.CommonPrefixes).toEqual([{ Prefix: "acme/in/" }]);
  expect(page).toMatchObject({ KeyCount: 3, IsTruncated: false, MaxKeys: 1000 });
  expect(page.Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
});

test("ListObjectsV2 page by page", async () => {
  const keys: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket: BUCKET })) {
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
  }
  expect(keys).toEqual(KEYS);
  const call = new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken: "made up" });
  expect(await refusal(s3.send(call))).toBe("InvalidArgument 400");
});

test("ListObjectsV2 with start-after and URL encoding", async () => {
  const page = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, StartAfter: "acme/1", EncodingType: "url", MaxKeys: 2 }),
  );
  expect(page.Contents?.map(({ Key }) => Key)).toEqual(["acme/in/a+b%26%3Cc%3E", "acme/in/%C3%BC%2B"]);
  expect(page.IsTruncated).toBe(true);
});

test("ListObjects with marker", async () => {
  const page = await s3.send(
    new ListObjectsCommand({ Bucket: BUCKET, Delimiter: "/", MaxKeys: 1, Marker: "acme-evil/" }),
  );
  expect(page).toMatchObject({
    IsTruncated: true,
    NextMarker: "acme/",
    CommonPrefixes: [{ Prefix: "acme/" }],
  });
});

test("ListObjectVersions page by page", async () => {
  for (const Body of ["1", "22", "333"])
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "vvv", Body }));
  const sizes: (number | undefined)[] = [];
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const marker = KeyMarker === undefined ? {} : { KeyMarker, VersionIdMarker };
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: "v", MaxKeys: 1, ...marker }),
    );
    sizes.push(...(page.Versions ?? []).map(({ Size }) => Size));
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker !== undefined);
  expect(sizes).toEqual([3, 2, 1]);
});

test("ListMultipartUploads", async () => {
  for (const Key of ["up/a", "up/a", "up/b/c"])
    await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
  const all = await s3.send(
    new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: "up/", Delimiter: "/" }),
  );
  expect(all.Uploads?.map(({ Key }) => Key)).toEqual(["up/a", "up/a"]);
  expect(all.CommonPrefixes).toEqual([{ Prefix: "up/b/" }]);
  const first = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, MaxUploads: 1 }));
  const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = first;
  const rest = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, KeyMarker, UploadIdMarker }));
  expect(rest.Uploads?.map(({ Key }) => Key)).toEqual(["up/a", "up/b/c"]);
});

test("ListBuckets shows the caller's own", async () => {
  const { Buckets } = await s3.send(new ListBucketsCommand());
  expect(Buckets?.map(({ Name }) => Name)).toEqual(["partner-files", "plain-files"]);
});

test("lists thousands of keys quickly", async () => {
  const caller = lab.caller(lab.role("many", ADMIN));
  const { s3Calls } = await import("../../../sandbox/local-aws/services/s3/calls.ts");
  const calls = s3Calls(lab.world);
  const { Readable } = await import("node:stream");
  for (let start = 0; start < 3000; start += 100) {
    const batch = Array.from({ length: 100 }, (_, index) => `many/${start + index}`);
    await Promise.all(batch.map((key) => calls.put(caller, "plain-files", key, Readable.from([]))));
  }
  const { objects, nextToken } = calls.list(caller, "plain-files", "many/", "/");
  expect(objects).toHaveLength(1000);
  expect(nextToken).toBeDefined();
});
