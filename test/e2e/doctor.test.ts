import { CreatePolicyCommand, PutRolePermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";
import type { Ended } from "./support/vendor.ts";

interface Finding {
  readonly level: "ok" | "warning" | "error";
  readonly field: string;
  readonly text: string;
  readonly fix?: string;
}

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const findingsOf = (ended: Ended) => (ended.result() as unknown as { findings: readonly Finding[] }).findings;
const errorsOf = (ended: Ended) => findingsOf(ended).filter(({ level }) => level === "error");

it("finds everything in order, and says how many more partners fit", async () => {
  const ended = await place.json("doctor");
  expect(ended.code, ended.tail).toBe(0);
  const findings = findingsOf(ended);
  expect(findings.find(({ field }) => field === "credentials")?.text).toContain("role/vendor-operator/");
  expect(findings).toContainEqual({ level: "ok", field: "clock", text: "within five minutes of AWS's" });
  expect(findings).toContainEqual({
    level: "ok",
    field: "permissions",
    text: "all that vendor needs, by your own policies and boundary",
  });
  const rooms = findings.filter(({ field }) => field === "room").map(({ text }) => text);
  expect(rooms.map((text) => text.replaceAll(/\d[\d,]*(?<!,)/g, "N"))).toEqual([
    "N more partners by bytes in the policy of bucket partner-files (N left, N each)",
    "N more partners by grants of the KMS key (N left, N each)",
    "N more partners by roles of account N (N left, N each)",
    "N more partners by users of SFTP server s-NabcdefN (N left, N each)",
  ]);
});

it("prints what whoever runs vendor needs", async () => {
  const ended = await place.vendor(["policy", "operator"]);
  const { Statement } = JSON.parse(ended.stdout) as { Statement: { Action: string[]; Resource: string }[] };
  const roles = Statement.find(({ Action }) => Action.includes("iam:CreateRole"));
  expect(roles?.Resource).toBe("arn:aws:iam::123456789012:role/vendor-*");
});

it("goes on looking where the configuration or the credentials are no good", async () => {
  const unread = await place.json("doctor", "--config", "missing.yaml");
  expect(unread.code).toBe(10);
  expect(errorsOf(unread)).toEqual([
    expect.objectContaining({ field: "configuration", fix: expect.stringMatching(/./) }),
  ]);
  const refused = await place.start(["doctor", "--json"], { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" })
    .ended;
  expect(refused.code).toBe(10);
  expect(errorsOf(refused)).toEqual([
    expect.objectContaining({ field: "credentials", fix: expect.stringMatching(/./) }),
  ]);
  expect(findingsOf(refused).map(({ field }) => field)).toContain("store");
});

it("names each permission that is missing, and what is wrong with the base, with what mends it", async () => {
  const boundary = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: ["iam:CreateRole", "kms:CreateGrant"], Resource: "*" },
    ],
  };
  const made = await place.admin.iam.send(
    new CreatePolicyCommand({ PolicyName: "bound", PolicyDocument: JSON.stringify(boundary) }),
  );
  const bound = { RoleName: "vendor-operator", PermissionsBoundary: made.Policy?.Arn };
  await place.admin.iam.send(new PutRolePermissionsBoundaryCommand(bound));
  await place.admin.s3.send(
    new PutBucketVersioningCommand({
      Bucket: place.local.describe.bucket,
      VersioningConfiguration: { Status: "Suspended" },
    }),
  );
  const wrong = async () => errorsOf(await place.json("doctor")).map(({ text }) => text);
  await expect
    .poll(wrong)
    .toEqual([
      expect.stringContaining("partner-files"),
      "You lack iam:CreateRole on arn:aws:iam::123456789012:role/vendor-*.",
      expect.stringMatching(/^You lack kms:CreateGrant on arn:aws:kms:.*:key\//),
    ]);
  const told = await place.vendor(["doctor"]);
  expect(told.code).toBe(10);
  expect(told.stdout).toContain("aws s3api put-bucket-versioning");
  expect(told.stdout).toContain("vendor policy operator");
});
