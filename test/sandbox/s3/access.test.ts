import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { s3Calls } from "../../../sandbox/local-aws/services/s3/calls.ts";
import type { Statement } from "../../../src/policy/types.ts";
import {
  ADMIN,
  BUCKET,
  document,
  FOREIGN_KEY,
  KEY,
  type Lab,
  PARTNER_ACCOUNT,
  refusal,
  startLab,
} from "./lab.ts";

const ARN = `arn:aws:s3:::${BUCKET}`;
const DENIED = "AccessDenied 403";
const OBJECTS: Statement = {
  Effect: "Allow",
  Action: ["s3:GetObject", "s3:PutObject"],
  Resource: `${ARN}/acme/*`,
};
const LIST: Statement = {
  Effect: "Allow",
  Action: "s3:ListBucket",
  Resource: ARN,
  Condition: { StringLike: { "s3:prefix": "acme/*" } },
};
const KMS: Statement = { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: KEY };

let lab: Lab;
let admin: S3Client;
beforeAll(async () => {
  lab = await startLab();
  admin = lab.client(lab.role("admin", ADMIN));
  for (const Key of ["acme/1", "other/1"]) {
    await admin.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "x", Tagging: "team=red" }));
  }
});
beforeEach(() => lab.world.table("s3.policies").delete(BUCKET));
afterAll(() => lab.close());

const client = (...statements: Statement[]) => lab.client(lab.role("acme", statements));
const at = (Key: string) => ({ Bucket: BUCKET, Key });

test.each([
  [undefined, DENIED],
  ["", DENIED],
  ["acme", DENIED],
  ["acme-evil/", DENIED],
  ["other/", DENIED],
  ["acme/", "allowed"],
  ["acme/in/", "allowed"],
])("a list of prefix %s is %s", async (Prefix, verdict) => {
  const s3 = client(OBJECTS, LIST, KMS);
  expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix })))).toBe(verdict);
});

test("versions, uploads and the bucket are permissions of their own", async () => {
  const s3 = client(OBJECTS, LIST, KMS);
  expect(await refusal(s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: "acme/" })))).toBe(
    DENIED,
  );
  expect(await refusal(s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: "acme/" })))).toBe(
    DENIED,
  );
  expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: BUCKET })))).toMatch(/ 403$/);
});

test("a missing key is 404 only for who may list the bucket", async () => {
  const get = (s3: S3Client) => refusal(s3.send(new GetObjectCommand(at("acme/none"))));
  expect(await get(client(OBJECTS, LIST, KMS))).toBe(DENIED);
  expect(await get(client(OBJECTS, { Effect: "Allow", Action: "s3:ListBucket", Resource: ARN }, KMS))).toBe(
    "NoSuchKey 404",
  );
});

test("versions are read with GetObjectVersion, removed with DeleteObjectVersion", async () => {
  const { VersionId } = await admin.send(new PutObjectCommand({ ...at("acme/v"), Body: "x" }));
  const s3 = client(OBJECTS, KMS, { Effect: "Allow", Action: "s3:DeleteObject", Resource: `${ARN}/acme/*` });
  expect(await refusal(s3.send(new GetObjectCommand(at("acme/v"))))).toBe("allowed");
  expect(await refusal(s3.send(new GetObjectCommand({ ...at("acme/v"), VersionId })))).toBe(DENIED);
  expect(await refusal(s3.send(new DeleteObjectCommand({ ...at("acme/v"), VersionId })))).toBe(DENIED);
  expect(await refusal(s3.send(new DeleteObjectCommand(at("acme/v"))))).toBe("allowed");
});

test("a copy needs the source and the target", async () => {
  const s3 = client(OBJECTS, KMS);
  const copy = (from: string, to: string) =>
    refusal(
      s3.send(
        new CopyObjectCommand({ ...at(to), CopySource: `${BUCKET}/${from}`, TaggingDirective: "REPLACE" }),
      ),
    );
  expect(await copy("acme/1", "acme/copy")).toBe("allowed");
  expect(await copy("other/1", "acme/copy")).toBe(DENIED);
  expect(await copy("acme/1", "other/copy")).toBe(DENIED);
});

test("tags are a permission of their own", async () => {
  const put = (s3: S3Client, Tagging?: string) =>
    refusal(s3.send(new PutObjectCommand({ ...at("acme/tagged"), Body: "", Tagging })));
  expect(await put(client(OBJECTS, KMS), "a=1")).toBe(DENIED);
  expect(await put(client(OBJECTS, KMS))).toBe("allowed");
  const tagging: Statement = { Effect: "Allow", Action: "s3:PutObjectTagging", Resource: `${ARN}/acme/*` };
  expect(await put(client(OBJECTS, KMS, tagging), "a=1")).toBe("allowed");
  expect(await refusal(client(OBJECTS).send(new GetObjectTaggingCommand(at("acme/tagged"))))).toBe(DENIED);
});

test("existing tags decide", async () => {
  const byTag = (value: string): Statement => ({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: `${ARN}/*`,
    Condition: { StringEquals: { "s3:ExistingObjectTag/team": value } },
  });
  expect(await refusal(client(byTag("red"), KMS).send(new GetObjectCommand(at("acme/1"))))).toBe("allowed");
  expect(await refusal(client(byTag("blue"), KMS).send(new GetObjectCommand(at("acme/1"))))).toBe(DENIED);
});

test("the key is asked for writes, reads and checksums, but not for heads", async () => {
  const s3 = client(OBJECTS);
  expect(await refusal(s3.send(new PutObjectCommand({ ...at("acme/k"), Body: "x" })))).toBe(DENIED);
  expect(await refusal(s3.send(new GetObjectCommand(at("acme/1"))))).toBe(DENIED);
  expect(await refusal(s3.send(new HeadObjectCommand(at("acme/1"))))).toBe("allowed");
  expect(await refusal(s3.send(new HeadObjectCommand({ ...at("acme/1"), ChecksumMode: "ENABLED" })))).toMatch(
    / 403$/,
  );
  const writer = client(OBJECTS, { Effect: "Allow", Action: "kms:GenerateDataKey", Resource: KEY });
  expect(await refusal(writer.send(new PutObjectCommand({ ...at("acme/k"), Body: "x" })))).toBe("allowed");
  expect(await refusal(writer.send(new CreateMultipartUploadCommand(at("acme/k"))))).toBe(DENIED);
  const context = (arn: string): Statement => ({
    ...KMS,
    Condition: {
      StringEquals: {
        "kms:EncryptionContext:aws:s3:arn": arn,
        "kms:ViaService": "s3.eu-central-1.amazonaws.com",
      },
    },
  });
  expect(await refusal(client(OBJECTS, context(ARN)).send(new GetObjectCommand(at("acme/1"))))).toBe(
    "allowed",
  );
  expect(
    await refusal(client(OBJECTS, context(`${ARN}/acme/1`)).send(new GetObjectCommand(at("acme/1")))),
  ).toBe(DENIED);
});

test("a key that is disabled or waits to be deleted is told in S3's words", async () => {
  const keys = lab.world.table("kms.keys");
  const key = keys.get(KEY);
  if (key === undefined) throw new Error("There is no key.");
  const read = async () => refusal(admin.send(new GetObjectCommand(at("acme/1"))));
  keys.set(KEY, { ...key, enabled: false });
  expect(await read()).toBe("KMS.DisabledException 400");
  keys.set(KEY, { ...key, deletionDate: Date.now() + 86_400_000 });
  expect(await read()).toBe("KMS.KMSInvalidStateException 400");
  keys.set(KEY, key);
  expect(await read()).toBe("allowed");
});

test("a policy can hold writers to one key", async () => {
  const own: Statement = {
    Effect: "Deny",
    Action: "s3:PutObject",
    Resource: `${ARN}/*`,
    Condition: {
      StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": KEY },
      Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
    },
  };
  const sse: Statement = {
    Effect: "Deny",
    Action: "s3:PutObject",
    Resource: `${ARN}/*`,
    Condition: {
      StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      Null: { "s3:x-amz-server-side-encryption": "false" },
    },
  };
  const s3 = client(OBJECTS, KMS, own, sse);
  const put = (more: object) =>
    refusal(s3.send(new PutObjectCommand({ ...at("acme/sse"), Body: "x", ...more })));
  expect(await put({})).toBe("allowed");
  expect(await put({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: KEY.slice(KEY.indexOf("/") + 1) })).toBe(
    "allowed",
  );
  expect(await put({ ServerSideEncryption: "AES256" })).toBe(DENIED);
  expect(await put({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: FOREIGN_KEY })).toBe(DENIED);
});

test("a batch is authorised key by key", async () => {
  const s3 = client({ Effect: "Allow", Action: "s3:DeleteObject", Resource: `${ARN}/acme/*` });
  const Objects = [{ Key: "acme/batch" }, { Key: "other/1" }];
  const result = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
  expect(result.Deleted?.map(({ Key }) => Key)).toEqual(["acme/batch"]);
  expect(result.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([["other/1", "AccessDenied"]]);
});

test("plain http meets its Deny", async () => {
  lab.world.table("s3.policies").set(BUCKET, {
    document: document({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [ARN, `${ARN}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  });
  const credentials = lab.role("acme", [OBJECTS, KMS]);
  const get = (plain: boolean) =>
    refusal(lab.client(credentials, { plain }).send(new GetObjectCommand(at("acme/1"))));
  expect(await get(false)).toBe("allowed");
  expect(await get(true)).toBe(DENIED);
});

test("another account needs both sides, and its trail has the call too", async () => {
  const foreign = lab.role("stranger", [{ Effect: "Allow", Action: "s3:*", Resource: "*" }], PARTNER_ACCOUNT);
  const head = (more: object = {}) =>
    refusal(lab.client(foreign).send(new HeadObjectCommand({ ...at("acme/1"), ...more })));
  expect(await head()).toMatch(/ 403$/);
  const stranger = `arn:aws:iam::${PARTNER_ACCOUNT}:role/stranger`;
  const statement: Statement = {
    Effect: "Allow",
    Principal: { AWS: stranger },
    Action: "s3:GetObject",
    Resource: `${ARN}/acme/*`,
  };
  const bound = lab.world.bindPrincipals(document(statement), "s3", "MalformedPolicy");
  lab.world.table("s3.policies").set(BUCKET, { document: bound });
  expect(await head()).toBe("allowed");
  expect(await head({ ExpectedBucketOwner: PARTNER_ACCOUNT })).toMatch(/ 403$/);
  const mine = lab.world.events().filter((event) => event.account === PARTNER_ACCOUNT);
  expect(mine.map((event) => [event.eventName, event.errorCode, event.data])).toEqual([
    ["HeadObject", "AccessDenied", true],
    ["HeadObject", undefined, true],
    ["HeadObject", "AccessDenied", true],
  ]);
});

test("anonymous callers are judged by the bucket policy", async () => {
  const url = `http://localhost:${lab.port}/plain-files/public/x`;
  await admin.send(new PutObjectCommand({ Bucket: "plain-files", Key: "public/x", Body: "for all" }));
  const refused = await fetch(url);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("<Code>AccessDenied</Code>");
  const open = document({
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::plain-files/public/*",
  });
  lab.world.table("s3.policies").set("plain-files", { document: open });
  expect(await (await fetch(url)).text()).toBe("for all");
});

test("the SFTP endpoint's calls go the same way", async () => {
  const calls = s3Calls(lab.world);
  const caller = {
    ...lab.caller(lab.role("acme", [OBJECTS, LIST, KMS])),
    invokedBy: "transfer.amazonaws.com",
  };
  const head = await calls.put(caller, BUCKET, "acme/sftp", Readable.from([Buffer.from("over sftp")]));
  expect(head).toMatchObject({ key: "acme/sftp", size: 9 });
  await calls.copy(caller, BUCKET, "acme/sftp", "acme/renamed");
  const { body } = calls.get(caller, BUCKET, "acme/renamed", { start: 5, end: 8 });
  expect(Buffer.concat(await body.toArray()).toString()).toBe("sftp");
  expect(calls.list(caller, BUCKET, "acme/", "/").objects.length).toBeGreaterThan(2);
  expect(() => calls.list(caller, BUCKET, "other/", "/")).toThrow(/s3:ListBucket/);
  expect(() => calls.head(caller, BUCKET, "other/1")).toThrow(/s3:GetObject/);
  expect(() => calls.remove(caller, BUCKET, "acme/sftp")).toThrow(/s3:DeleteObject/);
  await expect(calls.put(caller, BUCKET, "other/x", Readable.from([]))).rejects.toThrow(/s3:PutObject/);
  const last = lab.world.events().at(-1);
  expect(last).toMatchObject({
    eventName: "PutObject",
    errorCode: "AccessDenied",
    invokedBy: "transfer.amazonaws.com",
  });
  expect(last?.resources).toContainEqual({ type: "AWS::S3::Object", name: `${ARN}/other/x` });
});
