import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { DeleteUserCommand } from "@aws-sdk/client-transfer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";

let place: Place;
beforeAll(async () => {
  place = await openPlace();
  const account = ["--set", "partnerAccount=210987654321", "--set", "partnerRole=vendor-sandbox-partner"];
  const ended = await place.json(
    "onboard",
    "acme",
    "--yes",
    "--owner",
    "team@example.com",
    ...account,
    "--set",
    "pull=assume-role",
  );
  expect(ended.code, ended.tail).toBe(0);
});
afterAll(() => place.close());

function textsOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"));
}

describe("a pack", () => {
  it("has every way in, and no secret", async () => {
    const ended = await place.json("pack", "acme");
    expect(ended.code, ended.tail).toBe(0);
    const { files, tested, path } = ended.result();
    expect(files).toEqual(expect.arrayContaining(["README.md", "sftp/known_hosts", "role/check.sh"]));
    expect(tested).toMatchObject({ verdict: "passed" });
    const texts = textsOf(String(path));
    expect(texts.length).toBe((files as string[]).length);
    const { SecretString = "{}" } = await place.desk.secrets.send(
      new GetSecretValueCommand({ SecretId: "vendor/acme/connection" }),
    );
    const { privateKey } = JSON.parse(SecretString) as { privateKey: string };
    const body = privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
    expect(body.length).toBeGreaterThan(3);
    for (const text of texts) {
      expect(text).not.toContain("PRIVATE KEY");
      for (const line of body) expect(text).not.toContain(line);
    }
    expect(texts.join("\n")).toContain("curve25519-sha256");
  });

  it("is not written over what is there, unless that is wanted", async () => {
    const again = await place.json("pack", "acme");
    expect([again.code, again.result().error?.code]).toEqual([2, "FILE_EXISTS"]);
    expect((await place.json("pack", "acme", "--force")).code).toBe(0);
    writeFileSync(join(place.dir, "acme-pack", "acme.key"), "");
    const foreign = await place.json("pack", "acme", "--force");
    expect([foreign.code, foreign.result().error?.code]).toEqual([2, "PACK_FOREIGN"]);
    const both = await place.json("pack", "acme", "--out", "acme.zip", "--format", "folder");
    expect([both.code, both.result().error?.code]).toEqual([2, "USAGE_INVALID"]);
  });

  it("is refused for whoever nobody knows", async () => {
    const unknown = await place.json("pack", "globex");
    expect([unknown.code, unknown.result().error?.code]).toEqual([3, "PARTNER_UNKNOWN"]);
  });
});

describe("a push", () => {
  const large = randomBytes(40 * 1024 * 1024);
  const bucket = () => place.local.describe.bucket;
  const objectOf = async (key: string) => {
    const { Body, ...head } = await place.admin.s3.send(new GetObjectCommand({ Bucket: bucket(), Key: key }));
    return { body: Buffer.from((await Body?.transformToByteArray()) ?? []), head };
  };

  it("arrives whole, in parts too, encrypted, and on record", async () => {
    place.write("small.csv", "id\n1\n");
    writeFileSync(join(place.dir, "large.bin"), large);
    const ended = await place.json("push", "acme", "small.csv", "large.bin", "--to", "in/");
    expect(ended.code, ended.tail).toBe(0);
    const stored = await objectOf("acme/in/large.bin");
    expect(stored.body.equals(large)).toBe(true);
    expect(stored.head.SSEKMSKeyId).toBe(place.local.describe.kmsKeyArn);
    const sha256 = createHash("sha256").update(large).digest("hex");
    expect(ended.result().files).toMatchObject([
      { key: "acme/in/small.csv" },
      { sha256, bytes: large.length },
    ]);
    const sent = ended.events().filter(({ type }) => type === "upload.progress");
    expect(sent.at(-1)).toMatchObject({ key: "acme/in/large.bin", sent: large.length });
    const record = (await place.json("audit", "show")).result().record as Record<string, unknown>;
    expect(record).toMatchObject({
      type: "push",
      partner: "acme",
      outcome: "done",
      caller: expect.any(String),
    });
    expect(JSON.stringify(record.files)).toContain(sha256);
    expect((await place.json("audit", "verify")).code).toBe(0);
  });

  it("replaces nothing unless that is wanted", async () => {
    place.write("small.csv", "id\n2\n");
    const refused = await place.json("push", "acme", "small.csv", "large.bin", "--to", "in/");
    expect([refused.code, refused.result().error?.code]).toEqual([3, "PUSH_EXISTS"]);
    expect(refused.result().error?.problems).toHaveLength(2);
    expect((await place.json("push", "acme", "small.csv", "--to", "in/", "--force")).code).toBe(0);
    expect((await objectOf("acme/in/small.csv")).body.toString()).toBe("id\n2\n");
  });

  it("leaves nothing of a file that was stopped on its way", async () => {
    const running = place.start(["push", "acme", "large.bin", "--to", "stopped.bin", "--json"]);
    await running.until(({ type }) => type === "upload.progress");
    running.child.kill("SIGINT");
    const ended = await running.ended;
    expect([ended.code, ended.result().error?.code], ended.tail).toEqual([7, "PUSH_STOPPED"]);
    await expect(objectOf("acme/stopped.bin")).rejects.toThrow();
    const left = await place.admin.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket() }));
    expect(left.Uploads ?? []).toEqual([]);
  });
});

describe("a partner that lacks something", () => {
  beforeAll(async () => {
    expect((await place.json("ready", "acme", "--wait")).code).toBe(0);
    const user = { ServerId: place.local.describe.transferServer, UserName: "acme" };
    await place.admin.transfer.send(new DeleteUserCommand(user));
  });

  it("is not ready, whether or not that is waited for", async () => {
    const ended = await place.json("ready", "acme");
    expect([ended.code, ended.result().reasons]).toMatchObject([10, [{ code: "DRIFTED" }]]);
    const waited = await place.json("ready", "acme", "--wait", "--timeout", "1s");
    expect([waited.code, waited.result().error?.code]).toEqual([5, "READY_DEADLINE"]);
  });

  it("gets neither pack nor files", async () => {
    const pack = await place.json("pack", "acme", "--out", "drifted.zip");
    expect([pack.code, pack.result().error?.code]).toEqual([3, "PACK_DRIFTED"]);
    expect(pack.result().error?.message).toContain("SFTP user");
    const push = await place.json("push", "acme", "small.csv");
    expect([push.code, push.result().error?.code]).toEqual([3, "PUSH_NOT_READY"]);
  });
});
