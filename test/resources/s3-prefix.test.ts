import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { s3Prefix } from "../../src/resources/s3-prefix.ts";
import { type Bench, runner, scopeOf, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const Bucket = "partner-files";
/** A name that a partner could choose to confuse what fills in placeholders. */
const NASTY = "example/${run.startedAt} & ü+.txt";

const PROPS = { bucket: Bucket, prefix: "example/", bucketOwner: "123456789012" };

async function keys(Prefix?: string): Promise<readonly string[]> {
  const { output } = await bench.admin.send("s3", "ListObjectVersions", {
    Bucket,
    ...(Prefix ? { Prefix } : {}),
  });
  return [...(output.Versions ?? []), ...(output.DeleteMarkers ?? [])].map(({ Key }) => Key ?? "").sort();
}

async function remove(data: "keep" | "archive" | "purge", disposable = false): Promise<void> {
  const scope = scopeOf(bench, "example");
  const live = await s3Prefix.read(PROPS, scope, bench.operator);
  if (live === undefined) throw new Error("no marker");
  const { delete: change } = s3Prefix.remove(PROPS, live, scope, { data, secretRecoveryDays: 7, disposable });
  await runner(bench.operator, scope).run(s3Prefix, change ?? { calls: [] });
}

beforeEach(async () => {
  for (const Key of await keys()) await bench.admin.send("s3", "DeleteObject", { Bucket, Key });
  const { output } = await bench.admin.send("s3", "ListObjectVersions", { Bucket });
  for (const { Key, VersionId } of [...(output.Versions ?? []), ...(output.DeleteMarkers ?? [])]) {
    await bench.admin.send("s3", "DeleteObject", { Bucket, Key, VersionId });
  }
  const scope = scopeOf(bench, "example");
  await runner(bench.operator, scope).run(s3Prefix, s3Prefix.create(PROPS, scope));
  for (const [Key, Body] of [
    ["example/a.txt", "old"],
    ["example/a.txt", "new"],
    [NASTY, "nasty"],
    ["example-evil/b.txt", "another's"],
  ] as const) {
    await bench.admin.send("s3", "PutObject", { Bucket, Key, Body });
  }
  await bench.admin.send("s3", "DeleteObject", { Bucket, Key: NASTY });
  await bench.admin.send("s3", "PutObject", { Bucket, Key: NASTY, Body: "again" });
  await bench.admin.send("s3", "CreateMultipartUpload", { Bucket, Key: "example/big.bin" });
});

describe("s3-prefix", () => {
  it("keeps data and takes the marker", async () => {
    await remove("keep");
    const left = await keys();
    expect(left).not.toContain("example/");
    expect(left).toEqual(expect.arrayContaining(["example/a.txt", "example-evil/b.txt"]));
  });

  it("purges every version and unfinished upload of the folder, and nothing beside it", async () => {
    await remove("purge");
    expect(await keys()).toEqual(["example-evil/b.txt"]);
    const { output } = await bench.admin.send("s3", "ListMultipartUploads", { Bucket });
    expect(output.Uploads ?? []).toEqual([]);
  });

  it("keeps data also where a failed run is rolled back", async () => {
    await remove("keep", true);
    expect(await keys("example/")).toContain("example/a.txt");
  });

  it("archives what is current, under the partner's name", async () => {
    await remove("archive");
    expect(await keys()).toEqual(
      ["archive/example/a.txt", NASTY.replace("example/", "archive/example/"), "example-evil/b.txt"].sort(),
    );
    const { output } = await bench.admin.send("s3", "GetObject", { Bucket, Key: "archive/example/a.txt" });
    expect(await output.Body?.transformToString()).toBe("new");
  });

  it("refuses a prefix that could match a neighbour's", () => {
    expect(s3Prefix.schema.safeParse({ ...PROPS, prefix: "example" }).success).toBe(false);
    expect(s3Prefix.schema.safeParse({ ...PROPS, prefix: "/" }).success).toBe(false);
  });
});
