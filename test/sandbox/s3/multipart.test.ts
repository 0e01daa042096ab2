import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type ChecksumType,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, BUCKET, type Lab, refusal, startLab } from "./lab.ts";

const MIB = 1024 * 1024;
const FIRST = Buffer.alloc(5 * MIB, 1);
const LAST = Buffer.from("the end");
const WHOLE = Buffer.concat([FIRST, LAST]);

let lab: Lab;
let s3: S3Client;
beforeAll(async () => {
  lab = await startLab();
  s3 = lab.client(lab.role("admin", ADMIN), { checksums: false });
});
afterAll(() => lab.close());

async function begin(
  Key: string,
  more: { ChecksumAlgorithm?: ChecksumAlgorithm; ChecksumType?: ChecksumType } = {},
) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ...more }));
  return { Bucket: BUCKET, Key, UploadId };
}

async function send(
  at: { Bucket: string; Key: string; UploadId: string | undefined },
  bodies: readonly Buffer[],
) {
  return Promise.all(
    bodies.map(async (Body, index) => {
      const PartNumber = index + 1;
      const part = await s3.send(new UploadPartCommand({ ...at, PartNumber, Body }));
      return {
        PartNumber,
        ETag: part.ETag,
        ChecksumCRC32: part.ChecksumCRC32,
        ChecksumSHA256: part.ChecksumSHA256,
      };
    }),
  );
}

const md5 = (...parts: Buffer[]) => createHash("md5").update(Buffer.concat(parts)).digest();

test("parts become one object, readable by part", async () => {
  const at = await begin("parts");
  const Parts = await send(at, [FIRST, LAST]);
  const done = await s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));
  expect(done.ETag).toBe(`"${md5(md5(FIRST), md5(LAST)).toString("hex")}-2"`);
  const { Bucket, Key } = at;
  const whole = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(Buffer.from((await whole.Body?.transformToByteArray()) ?? []).equals(WHOLE)).toBe(true);
  const second = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
  expect(await second.Body?.transformToString()).toBe("the end");
  expect(second.PartsCount).toBe(2);
  const across = await s3.send(
    new GetObjectCommand({ Bucket, Key, Range: `bytes=${5 * MIB - 1}-${5 * MIB + 2}` }),
  );
  expect(await across.Body?.transformToString()).toBe("\u0001the");
  expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 3 })))).toMatch(/ 416$/);
  expect(await refusal(s3.send(new ListPartsCommand(at)))).toBe("NoSuchUpload 404");
  const copied = await s3.send(
    new CopyObjectCommand({ Bucket, Key: "whole", CopySource: `${Bucket}/${Key}` }),
  );
  expect(copied.CopyObjectResult?.ETag).toBe(`"${md5(WHOLE).toString("hex")}"`);
});

test("refuses wrong order, wrong parts and small parts", async () => {
  const at = await begin("refused");
  const [one, two] = await send(at, [LAST, LAST]);
  if (one === undefined || two === undefined) throw new Error("no parts");
  const complete = (Parts: object[]) =>
    refusal(s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } })));
  expect(await complete([two, one])).toBe("InvalidPartOrder 400");
  expect(await complete([one, { ...two, PartNumber: 3 }])).toBe("InvalidPart 400");
  expect(await complete([{ ...one, ETag: '"other"' }])).toBe("InvalidPart 400");
  expect(await complete([one, two])).toBe("EntityTooSmall 400");
  expect(await complete([])).toBe("MalformedXML 400");
  expect(await complete([two])).toBe("allowed");
});

test("lists parts, replaces one, aborts", async () => {
  const at = await begin("aborted");
  await send(at, [LAST, LAST, LAST]);
  await send(at, [Buffer.from("replaced")]);
  const page = await s3.send(new ListPartsCommand({ ...at, MaxParts: 2 }));
  expect(page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 8],
    [2, 7],
  ]);
  expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
  await s3.send(new AbortMultipartUploadCommand(at));
  expect(await refusal(s3.send(new AbortMultipartUploadCommand(at)))).toBe("NoSuchUpload 404");
  const late = new UploadPartCommand({ ...at, PartNumber: 1, Body: LAST });
  expect(await refusal(s3.send(late))).toBe("NoSuchUpload 404");
});

test("copies ranges of another object into parts", async () => {
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "source", Body: WHOLE }));
  const at = await begin("assembled");
  const CopySource = `${BUCKET}/source`;
  const ranges = [`bytes=0-${5 * MIB - 1}`, `bytes=${5 * MIB}-${WHOLE.length - 1}`];
  const Parts = await Promise.all(
    ranges.map(async (CopySourceRange, index) => {
      const PartNumber = index + 1;
      const part = await s3.send(
        new UploadPartCopyCommand({ ...at, PartNumber, CopySource, CopySourceRange }),
      );
      return { PartNumber, ETag: part.CopyPartResult?.ETag };
    }),
  );
  await s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));
  const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "assembled" }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(WHOLE)).toBe(true);
  const beyond = {
    ...(await begin("beyond")),
    PartNumber: 1,
    CopySource,
    CopySourceRange: "bytes=0-99999999",
  };
  expect(await refusal(s3.send(new UploadPartCopyCommand(beyond)))).toBe("InvalidArgument 400");
});

test("checksums over the parts and over the whole", async () => {
  const composite = await begin("composite", { ChecksumAlgorithm: "SHA256" });
  const Parts = await send(composite, [FIRST, LAST]);
  const done = await s3.send(
    new CompleteMultipartUploadCommand({ ...composite, MultipartUpload: { Parts } }),
  );
  const sha = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
  expect(done.ChecksumSHA256).toBe(`${sha(Buffer.concat([sha(FIRST), sha(LAST)])).toString("base64")}-2`);
  const attributes = await s3.send(
    new GetObjectAttributesCommand({
      Bucket: BUCKET,
      Key: "composite",
      ObjectAttributes: ["ObjectParts", "Checksum"],
    }),
  );
  expect(attributes.ObjectParts).toMatchObject({ TotalPartsCount: 2 });
  expect(attributes.ObjectParts?.Parts?.map(({ ChecksumSHA256 }) => ChecksumSHA256)).toEqual(
    Parts.map(({ ChecksumSHA256 }) => ChecksumSHA256),
  );
  const full = await begin("full", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
  const fullParts = await send(full, [FIRST, LAST]);
  const whole = await s3.send(
    new CompleteMultipartUploadCommand({ ...full, MultipartUpload: { Parts: fullParts } }),
  );
  await s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: "at-once", Body: WHOLE, ChecksumAlgorithm: "CRC32" }),
  );
  const head = await s3.send(
    new HeadObjectCommand({ Bucket: BUCKET, Key: "at-once", ChecksumMode: "ENABLED" }),
  );
  expect(whole.ChecksumCRC32).toBe(head.ChecksumCRC32);
});
