import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";
import { tracesOf } from "./support/scan.ts";

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

/** Onboards a partner that has two files, and offboards it with `--data`. */
async function offboardWith(partner: string, data: string): Promise<void> {
  const Bucket = place.local.describe.bucket;
  const onboarded = await place.json(
    "onboard",
    partner,
    "--owner",
    "team@example.com",
    "--yes",
    "--skip-rehearsal",
    "--reason",
    "the data is tested",
  );
  expect(onboarded.code, onboarded.tail).toBe(0);
  for (const Key of [`${partner}/in/a.csv`, `${partner}/b.csv`]) {
    await place.admin.s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
  }
  const offboarded = await place.json("offboard", partner, "--yes", "--confirm", partner, "--data", data);
  expect(offboarded.code, offboarded.tail).toBe(0);
}

async function keys(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await place.admin.s3.send(
    new ListObjectsV2Command({ Bucket: place.local.describe.bucket }),
  );
  return Contents.map(({ Key }) => Key).toSorted();
}

async function read(Key: string): Promise<string | undefined> {
  const { Body } = await place.admin.s3.send(
    new GetObjectCommand({ Bucket: place.local.describe.bucket, Key }),
  );
  return Body?.transformToString();
}

it("keeps, archives or purges what a partner leaves behind", async () => {
  await Promise.all([
    offboardWith("kept", "keep"),
    offboardWith("archived", "archive"),
    offboardWith("purged", "purge"),
  ]);
  expect((await keys()).filter((key) => !key?.includes("archived"))).toEqual(["kept/b.csv", "kept/in/a.csv"]);
  expect(await read("kept/in/a.csv")).toBe("body of kept/in/a.csv");

  const archived = (await keys()).filter((key) => key?.includes("archived"));
  expect(archived).toEqual([
    expect.stringMatching(/^archive\/archived\/.*b\.csv$/),
    expect.stringMatching(/^archive\/archived\/.*in\/a\.csv$/),
  ]);
  expect(await read(archived[0] ?? "")).toBe("body of archived/b.csv");
  expect((await tracesOf(place, "archived")).filter((name) => name.includes("object archived/"))).toEqual([]);

  expect(await tracesOf(place, "purged")).toEqual(["secret in its recovery window vendor/purged/connection"]);
  expect(await read("kept/b.csv")).toBe("body of kept/b.csv");
});
