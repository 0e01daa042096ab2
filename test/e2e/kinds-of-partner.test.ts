import {
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { DescribeUserCommand } from "@aws-sdk/client-transfer";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Clients, clientsOf } from "./support/clients.ts";
import { PUBLIC_KEYS } from "./support/keys.ts";
import { openPlace, type Place } from "./support/place.ts";
import { tracesOf } from "./support/scan.ts";

const YES = ["--owner", "team@example.com", "--yes"];
const UNREHEARSED = ["--skip-rehearsal", "--reason", "what is tested is who gets in"];
const ACCOUNT = ["--set", "partnerAccount=210987654321", "--set", "partnerRole=vendor-sandbox-partner"];

let place: Place;
/** The partner's own role, in its own account. */
let theirs: Clients;
let bucket: string;
beforeAll(async () => {
  place = await openPlace();
  theirs = clientsOf(place.local.url, place.local.credentials("sandbox"));
  bucket = place.local.describe.bucket;
});
afterAll(async () => {
  theirs.close();
  await place.close();
});

async function succeed(...args: string[]): Promise<void> {
  const ended = await place.json(...args);
  expect(ended.code, ended.tail).toBe(0);
}

const onboard = (partner: string, ...args: string[]) => succeed("onboard", partner, ...YES, ...args);
const offboard = (partner: string) =>
  succeed("offboard", partner, "--yes", "--confirm", partner, "--data", "purge");

async function secretOf(partner: string): Promise<Record<string, string>> {
  const { SecretString = "{}" } = await place.desk.secrets.send(
    new GetSecretValueCommand({ SecretId: `vendor/${partner}/connection` }),
  );
  return JSON.parse(SecretString) as Record<string, string>;
}

async function bucketStatements(): Promise<{ Sid?: string }[]> {
  const { Policy = "" } = await place.admin.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  return (JSON.parse(Policy) as { Statement: { Sid?: string }[] }).Statement;
}

it.concurrent.each(Object.entries(PUBLIC_KEYS))(
  "takes a partner's own %s key, from its file",
  async (type, key) => {
    const partner = `with-${type}`;
    place.write(`${type}.pub`, `${key}\n`);
    await onboard(partner, "--set", `publicKey=${type}.pub`, ...UNREHEARSED);
    const body = key.split(" ").slice(0, 2).join(" ");
    const user = { ServerId: place.local.describe.transferServer, UserName: partner };
    const { User } = await place.admin.transfer.send(new DescribeUserCommand(user));
    expect(User?.SshPublicKeys?.map((entry) => entry.SshPublicKeyBody?.trim())).toEqual([body]);
    const secret = await secretOf(partner);
    expect(secret).toMatchObject({ username: partner, host: "127.0.0.1", publicKey: body });
    expect(secret).not.toHaveProperty("privateKey");
    await offboard(partner);
  },
);

it("lets two partners' accounts read side by side, and takes one away without touching the rest", async () => {
  const foreign = [
    {
      Sid: "Auditors",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:role/admin" },
      Action: ["s3:GetObject", "s3:GetObjectTagging"],
      Resource: `arn:aws:s3:::${bucket}/*`,
      Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } },
    },
    { Effect: "Deny", Principal: "*", Action: "s3:PutBucketWebsite", Resource: `arn:aws:s3:::${bucket}` },
  ];
  const base = [...(await bucketStatements()), ...foreign];
  await place.admin.s3.send(
    new PutBucketPolicyCommand({
      Bucket: bucket,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement: base }),
    }),
  );
  const stored = await bucketStatements();

  const results = await Promise.all(
    ["initech", "globex"].map((partner) => place.json("onboard", partner, ...YES, ...ACCOUNT)),
  );
  for (const ended of results) expect(ended.code, ended.tail).toBe(0);
  const both = await bucketStatements();
  expect(both.map(({ Sid }) => Sid)).toEqual(
    expect.arrayContaining(["VendorInitechPartnerList", "VendorGlobexPartnerList"]),
  );
  const [, { Contents = [] }] = await Promise.all([
    theirs.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "globex/" })),
    theirs.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "initech/" })),
  ]);
  expect(Contents.map(({ Key }) => Key)).toContain("initech/");
  await expect(theirs.s3.send(new ListObjectsV2Command({ Bucket: bucket }))).rejects.toThrow(
    /not authorized|Access ?Denied/i,
  );

  await offboard("globex");
  const left = await bucketStatements();
  expect(left.filter(({ Sid }) => !Sid?.startsWith("VendorInitech"))).toEqual(stored);
  expect(left.filter(({ Sid }) => Sid?.startsWith("VendorInitech"))).toEqual(
    both.filter(({ Sid }) => Sid?.startsWith("VendorInitech")),
  );
  await expect(theirs.s3.send(new GetObjectCommand({ Bucket: bucket, Key: "globex/" }))).rejects.toThrow();
  await theirs.s3.send(new GetObjectCommand({ Bucket: bucket, Key: "initech/" }));
  await offboard("initech");
  expect(await bucketStatements()).toEqual(stored);
});

it("lets a partner's account in by a role that asks for its ExternalId", async () => {
  await onboard("hooli", ...ACCOUNT, "--set", "pull=assume-role");
  const { roleArn = "", externalId = "" } = await secretOf("hooli");
  expect(externalId).toMatch(/^hooli-/);
  const assume = (more: object) =>
    theirs.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "pull", ...more }));
  await expect(assume({})).rejects.toThrow(/not authorized/);
  await expect(assume({ ExternalId: externalId.toUpperCase() })).rejects.toThrow(/not authorized/);
  const { Credentials } = await assume({ ExternalId: externalId });
  const session = clientsOf(place.local.url, {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
  const { Contents = [] } = await session.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: "hooli/" }),
  );
  expect(Contents.map(({ Key }) => Key)).toEqual(["hooli/"]);
  await expect(session.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "" }))).rejects.toThrow(
    /not authorized|Access ?Denied/i,
  );

  await offboard("hooli");
  await expect(
    session.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "hooli/" })),
  ).rejects.toThrow();
  await expect(assume({ ExternalId: externalId })).rejects.toThrow(/not authorized/);
  session.close();
  expect(await tracesOf(place, "hooli")).toEqual(["secret in its recovery window vendor/hooli/connection"]);
});
