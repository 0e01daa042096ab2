import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { DeleteUserCommand } from "@aws-sdk/client-transfer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";

const TIMEOUT = { timeout: 60_000 };

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
}, 60_000);
afterAll(() => place.close());

function textsOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"));
}

describe("a pack", () => {
  it("has every way in, and no secret", TIMEOUT, async () => {
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

  it("is not written over what is there, unless that is wanted", TIMEOUT, async () => {
    const again = await place.json("pack", "acme");
    expect([again.code, again.result().error?.code]).toEqual([2, "FILE_EXISTS"]);
    expect((await place.json("pack", "acme", "--force")).code).toBe(0);
    writeFileSync(join(place.dir, "acme-pack", "acme.key"), "");
    const foreign = await place.json("pack", "acme", "--force");
    expect([foreign.code, foreign.result().error?.code]).toEqual([2, "PACK_FOREIGN"]);
    const both = await place.json("pack", "acme", "--out", "acme.zip", "--format", "folder");
    expect([both.code, both.result().error?.code]).toEqual([2, "USAGE_INVALID"]);
  });

  it("is refused for whoever has no way in", TIMEOUT, async () => {
    const unknown = await place.json("pack", "globex");
    expect([unknown.code, unknown.result().error?.code]).toEqual([3, "PARTNER_UNKNOWN"]);
    const user = { ServerId: place.local.describe.transferServer, UserName: "acme" };
    await place.admin.transfer.send(new DeleteUserCommand(user));
    const drifted = await place.json("pack", "acme", "--out", "drifted.zip");
    expect([drifted.code, drifted.result().error?.code]).toEqual([3, "PACK_DRIFTED"]);
    expect(drifted.result().error?.message).toContain("SFTP user");
  });
});
