import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketTaggingCommand,
  GetObjectLockConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, BUCKET, type Lab, refusal, startLab } from "./lab.ts";

const LOCKED = "locked-files";
const LOCATION = { LocationConstraint: "eu-central-1" } as const;

let lab: Lab;
let s3: S3Client;
beforeAll(async () => {
  lab = await startLab();
  s3 = lab.client(lab.role("admin", ADMIN));
});
afterAll(() => lab.close());

const may = (...actions: string[]) =>
  lab.client(
    lab.role(`may-${actions.length}`, [
      { Effect: "Allow", Action: ["s3:CreateBucket", ...actions], Resource: "*" },
    ]),
  );

const retain = (Bucket: string, DefaultRetention: object) =>
  s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention } },
    }),
  );

test("a bucket is made with tags and Object Lock by who may do both, and stays versioned", async () => {
  const tagged = {
    Bucket: "tagged-files",
    CreateBucketConfiguration: { ...LOCATION, Tags: [{ Key: "a", Value: "1" }] },
  };
  expect(await refusal(may().send(new CreateBucketCommand(tagged)))).toBe("AccessDenied 403");
  expect(await refusal(may("s3:TagResource").send(new CreateBucketCommand(tagged)))).toBe("allowed");
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: "tagged-files" }));
  expect(TagSet).toEqual([{ Key: "a", Value: "1" }]);

  const locked = { Bucket: LOCKED, CreateBucketConfiguration: LOCATION, ObjectLockEnabledForBucket: true };
  const half = may("s3:PutBucketVersioning", "s3:GetObject");
  expect(await refusal(half.send(new CreateBucketCommand(locked)))).toBe("AccessDenied 403");
  await s3.send(new CreateBucketCommand(locked));
  const suspend = { Bucket: LOCKED, VersioningConfiguration: { Status: "Suspended" } } as const;
  expect(await refusal(s3.send(new PutBucketVersioningCommand(suspend)))).toBe("InvalidBucketState 409");
  const { ObjectLockConfiguration } = await s3.send(
    new GetObjectLockConfigurationCommand({ Bucket: LOCKED }),
  );
  expect(ObjectLockConfiguration).toEqual({ ObjectLockEnabled: "Enabled" });
});

test("what is kept can't be deleted, whoever asks; a delete marker hides it all the same", async () => {
  expect(await refusal(retain("tagged-files", { Mode: "COMPLIANCE", Days: 1 }))).toBe(
    "InvalidBucketState 409",
  );
  expect(await refusal(retain(LOCKED, { Mode: "COMPLIANCE" }))).toBe("MalformedXML 400");
  expect(await refusal(retain(LOCKED, { Mode: "COMPLIANCE", Days: 1, Years: 1 }))).toBe("MalformedXML 400");
  const free = await s3.send(new PutObjectCommand({ Bucket: LOCKED, Key: "free", Body: "x" }));
  await retain(LOCKED, { Mode: "COMPLIANCE", Years: 1 });
  const { ObjectLockConfiguration } = await s3.send(
    new GetObjectLockConfigurationCommand({ Bucket: LOCKED }),
  );
  expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: "COMPLIANCE", Days: 365 });
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: LOCKED, Key: "kept", Body: "x" }));
  const drop = (Key: string, version?: string) =>
    refusal(
      s3.send(new DeleteObjectCommand({ Bucket: LOCKED, Key, ...(version ? { VersionId: version } : {}) })),
    );
  expect(await drop("kept", VersionId)).toBe("AccessDenied 403");
  expect(await drop("kept")).toBe("allowed");
  expect(await drop("free", free.VersionId)).toBe("allowed");
});

test("a bucket without it says so, and ownership is the bucket's always", async () => {
  const none = new GetObjectLockConfigurationCommand({ Bucket: BUCKET });
  expect(await refusal(s3.send(none))).toBe("ObjectLockConfigurationNotFoundError 404");
  const own = (ObjectOwnership: "BucketOwnerEnforced" | "ObjectWriter") =>
    new PutBucketOwnershipControlsCommand({
      Bucket: BUCKET,
      OwnershipControls: { Rules: [{ ObjectOwnership }] },
    });
  expect(await refusal(s3.send(own("BucketOwnerEnforced")))).toBe("allowed");
  expect(await refusal(s3.send(own("ObjectWriter")))).toBe("NotImplemented 501");
});
