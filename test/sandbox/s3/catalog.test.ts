import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { CreateMultipartUploadCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { s3Calls } from "../../../sandbox/local-aws/services/s3/calls.ts";
import { catalogOf } from "../../../sandbox/local-aws/services/s3/catalog.ts";
import type { Caller } from "../../../sandbox/local-aws/world.ts";
import { ADMIN, BUCKET, type Lab, type LabCredentials, startLab } from "./lab.ts";

let lab: Lab;
let admin: LabCredentials;
let caller: Caller;
beforeEach(async () => {
  lab = await startLab();
  admin = lab.role("admin", ADMIN);
  caller = lab.caller(admin);
});
afterEach(() => lab.close());

const text = (value: string) => Readable.from([Buffer.from(value)]);

test("a new process finds every version in its order", async () => {
  for (const body of ["1", "22", "333"]) await s3Calls(lab.world).put(caller, BUCKET, "a", text(body));
  s3Calls(lab.world).remove(caller, BUCKET, "b");
  const catalog = catalogOf(lab.again());
  expect(catalog.keys(BUCKET)).toEqual(["a", "b"]);
  expect(catalog.versions(BUCKET, "a").map(({ size }) => size)).toEqual([3, 2, 1]);
  expect(catalog.current(BUCKET, "b")?.deleteMarker).toBe(true);
});

test("bodies that a killed process left are swept, the others stay", async () => {
  await s3Calls(lab.world).put(caller, BUCKET, "a", text("kept"));
  const stray = join(lab.world.objectsDir, "feedface.part");
  writeFileSync(stray, "half a body");
  const world = lab.again();
  const { body } = s3Calls(world).get(caller, BUCKET, "a");
  expect(Buffer.concat(await body.toArray()).toString()).toBe("kept");
  expect(existsSync(stray)).toBe(false);
});

test("an upload whose object exists already is over", async () => {
  const s3 = lab.client(admin);
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: "up" }));
  await s3.send(new UploadPartCommand({ Bucket: BUCKET, Key: "up", UploadId, PartNumber: 1, Body: "part" }));
  const [part] = lab.world.table("s3.parts").entries();
  const whole = await s3Calls(lab.world).put(caller, BUCKET, "up", text(""));
  const record = catalogOf(lab.world)
    .versions(BUCKET, "up")
    .find(({ versionId }) => versionId === whole.versionId);
  if (record === undefined || part === undefined) throw new Error("nothing there");
  // Killed between the object's record and the end of the upload.
  catalogOf(lab.world).put({ ...record, segments: [part[1].segment], size: 4 });
  const world = lab.again();
  const { body } = s3Calls(world).get(caller, BUCKET, "up");
  expect(Buffer.concat(await body.toArray()).toString()).toBe("part");
  expect(world.table("s3.uploads").entries()).toEqual([]);
  expect(world.table("s3.parts").entries()).toEqual([]);
});

test("an upload that breaks off leaves nothing", async () => {
  const broken = new Readable({ read() {} });
  const put = s3Calls(lab.world).put(caller, BUCKET, "broken", broken);
  broken.push("some bytes");
  broken.destroy(new Error("connection lost"));
  await expect(put).rejects.toMatchObject({ code: "IncompleteBody" });
  expect(catalogOf(lab.world).keys(BUCKET)).toEqual([]);
});
