import { readFileSync } from "node:fs";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { openPlace, type Place } from "./support/place.ts";
import { scan, tracesOf } from "./support/scan.ts";
import { login } from "./support/sftp.ts";

const OWNER = ["--owner", "team@example.com"];
const YES = [...OWNER, "--yes"];

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

async function connection(partner: string): Promise<Record<string, string>> {
  const { SecretString = "{}" } = await place.desk.secrets.send(
    new GetSecretValueCommand({ SecretId: `vendor/${partner}/connection` }),
  );
  return JSON.parse(SecretString) as Record<string, string>;
}

it("takes a partner from nothing to live and back to nothing", async () => {
  const before = await scan(place);

  const onboarded = await place.json("onboard", "acme", ...YES);
  expect(onboarded.stderr).toBe("");
  expect(onboarded.code).toBe(0);
  expect(onboarded.result()).toMatchObject({ command: "onboard", partner: "acme", outcome: "done" });
  expect(await tracesOf(place, "acme-rehearsal")).toEqual([]);
  expect((await tracesOf(place, "acme")).filter((name) => !name.includes("vendor-probe")).toSorted()).toEqual(
    [
      "grant vendor:acme:secret",
      "object acme/",
      "role vendor-acme",
      "secret vendor/acme/connection",
      "user acme",
    ],
  );

  const { username = "", privateKey = "" } = await connection("acme");
  const partner = await login(place.local.sftp, username, privateKey);
  await partner.put("/report.csv", "1,2,3");
  expect(await partner.get("/report.csv")).toBe("1,2,3");
  expect(await partner.list("/")).toEqual(["report.csv"]);
  partner.close();

  const again = await place.vendor(["onboard", "acme", ...YES]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("No changes") });
  const status = await place.vendor(["status", "acme", "--exit-code"]);
  expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining("as recorded") });

  const offboarded = await place.json("offboard", "acme", "--yes", "--confirm", "acme", "--data", "purge");
  expect(offboarded.code, offboarded.tail).toBe(0);
  const { gates } = (await place.json("status", "--gates")).result() as unknown as { gates: JsonObject[] };
  const logins = gates.filter(({ path }) => path === "sftp.own.list");
  expect(logins).toMatchObject([
    { service: "sftp", expect: "allowed", passed: 3, late: 0, p50Ms: expect.any(Number) },
    { service: "sftp", expect: "denied", maxMs: expect.any(Number) },
  ]);
  const started = offboarded.events().find((event) => event.type === "gate.started");
  expect(started).toMatchObject({ usualMs: expect.any(Number) });
  expect(await tracesOf(place, "acme")).toEqual(["secret in its recovery window vendor/acme/connection"]);
  expect((await scan(place)).filter(({ name }) => !name.startsWith("secret"))).toEqual(before);
  await expect(login(place.local.sftp, username, privateKey)).rejects.toThrow(/authentication/);

  const verified = await place.vendor(["audit", "verify"]);
  expect(verified.code, verified.tail).toBe(0);
  expect(readFileSync(`${place.dir}/.vendor/audit/log.jsonl`, "utf8").trim().split("\n")).toHaveLength(2);

  const back = await place.vendor(["onboard", "acme", ...YES, "--skip-rehearsal", "--reason", "it was here"]);
  expect(back.code, back.tail).toBe(0);
  expect(await tracesOf(place, "acme")).toContain("secret vendor/acme/connection");
  const renewed = await connection("acme");
  expect(renewed.privateKey).not.toBe(privateKey);
  (await login(place.local.sftp, "acme", renewed.privateKey ?? "")).close();
  await expect(login(place.local.sftp, "acme", privateKey)).rejects.toThrow(/authentication/);
});
