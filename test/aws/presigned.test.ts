import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bench, startBench } from "../resources/support.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

it("is fetched with the rights of who signed it, as they are when it is fetched", async () => {
  const Bucket = bench.local.describe.bucket;
  await bench.admin.sendCall("s3", "PutObject", { Bucket, Key: "signed/one", Body: "x" });
  const fetch = await bench.admin.presign("GetObject", { Bucket, Key: "signed/one" });
  expect((await fetch()).requestId).not.toBe("");
  await bench.admin.sendCall("s3", "DeleteObject", { Bucket, Key: "signed/one" });
  await expect(fetch()).rejects.toMatchObject({ code: "NoSuchKey", meaning: "missing", status: 404 });
});

it("is refused where who signed it may not read", async () => {
  const Bucket = bench.local.describe.bucket;
  await bench.admin.sendCall("s3", "PutObject", { Bucket, Key: "signed/two", Body: "x" });
  const sandbox = bench.operator.as(bench.local.credentials("sandbox"));
  const fetch = await sandbox.presign("GetObject", { Bucket, Key: "signed/two" });
  await expect(fetch()).rejects.toMatchObject({ code: "AccessDenied", meaning: "denied", status: 403 });
});
