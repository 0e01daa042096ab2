import { DeleteRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { DescribeUserCommand, UpdateUserCommand } from "@aws-sdk/client-transfer";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PAIRS } from "../../src/access/catalogue/pairs.ts";
import { openPlace, type Place } from "./support/place.ts";
import { tracesOf } from "./support/scan.ts";

let place: Place;
let settled: readonly string[];

beforeAll(async () => {
  place = await openPlace();
  for (const partner of ["acme", "globex"]) {
    const ended = await place.json("onboard", partner, "--owner", "team@example.com", "--yes");
    expect(ended.code, ended.tail).toBe(0);
  }
  settled = await traces();
});
afterAll(() => place.close());

const traces = async () =>
  (await tracesOf(place, "acme")).filter((name) => !name.includes("vendor-probe")).toSorted();
const user = () => ({ ServerId: place.local.describe.transferServer, UserName: "acme" });
const keys = async () =>
  (await place.admin.transfer.send(new DescribeUserCommand(user()))).User?.SshPublicKeys;

interface Matrix {
  readonly total: number;
  readonly failedIds: readonly string[];
  readonly probes: readonly { readonly id: string; readonly group: string; readonly covers: string }[];
}

it("tests a partner that lives, leaves nothing behind and keeps a record", async () => {
  const before = (await place.json("status", "acme")).result();
  const ended = await place.json("test", "acme");
  expect(ended.code, ended.tail).toBe(0);
  const { matrix, audit } = ended.result() as unknown as { matrix: Matrix; audit: { seq: number } };
  expect(matrix.failedIds).toEqual([]);
  expect(matrix.probes.map(({ covers }) => covers)).toContain("sftp.confined");
  expect(await traces()).toEqual(settled);
  const [first] = (before as unknown as { partners: readonly object[] }).partners;
  const after = (await place.json("status", "acme")).result() as unknown as { partners: readonly object[] };
  expect(after.partners[0]).toMatchObject({ ...first, audit: { seq: audit.seq } });
  expect((await place.vendor(["audit", "verify"])).code).toBe(0);
});

it("exits 10 with a finding, names the probe, and takes its own things away all the same", async () => {
  const root = `/${place.local.describe.bucket}`;
  const mapTo = (Target: string) =>
    place.admin.transfer.send(
      new UpdateUserCommand({
        ...user(),
        HomeDirectoryType: "LOGICAL",
        HomeDirectoryMappings: [{ Entry: "/", Target }],
      }),
    );
  const wide = { RoleName: "vendor-acme", PolicyName: "wide" };
  const Statement = [{ Effect: "Allow", Action: ["s3:*", "kms:*"], Resource: "*" }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await place.admin.iam.send(new PutRolePolicyCommand({ ...wide, PolicyDocument }));
  await mapTo(root);
  const ended = await place.json("test", "acme");
  expect(ended.code, ended.tail).toBe(10);
  expect(ended.result().error?.message).toContain("sftp.get.own-by-key");
  await mapTo(`${root}/acme`);
  await place.admin.iam.send(new DeleteRolePolicyCommand(wide));
  await expect.poll(traces).toEqual(settled);
});

it("goes on after a kill: its key and its canaries are taken away", async () => {
  const running = place.start(["test", "acme", "--json"]);
  await running.until((event) => event.type === "stage.started" && event.stage === "settle");
  running.child.kill("SIGKILL");
  await running.ended;
  expect(await keys()).toHaveLength(2);
  expect((await place.vendor(["status", "acme", "--exit-code"])).code).toBe(10);
  const resumed = await place.json("resume", "acme");
  expect(resumed.code, resumed.tail).toBe(0);
  expect(await keys()).toHaveLength(1);
  expect(await traces()).toEqual(settled);
  expect((await place.vendor(["status", "acme", "--exit-code"])).code).toBe(0);
});

it("tries every partner against every other with --all, and says how many pairs it tried", async () => {
  const ended = await place.json("test", "--all", "--pairs", "1", "--seed", "one");
  expect(ended.code, ended.tail).toBe(0);
  const { pairs, partners } = ended.result() as unknown as {
    pairs: { tried: number; possible: number; percent: number };
    partners: readonly { matrix: Matrix }[];
  };
  expect(pairs).toMatchObject({ tried: 1, possible: 2, percent: 100 });
  expect(partners.flatMap(({ matrix }) => matrix.probes).filter(({ group }) => group === PAIRS)).toHaveLength(
    3,
  );
  const told = await place.vendor(["test", "--all"]);
  expect(told.stdout).toContain("100 % isolated");
  expect(told.stdout).toContain("all 2 pairs decided from the documents in force");
  expect(told.stdout).toContain("2 of 2 pairs tried live");
});

it("counts a pair as open that no live attempt can see, and says what both reach", async () => {
  const wide = { RoleName: "vendor-acme", PolicyName: "wide" };
  const Resource = `arn:aws:s3:::${place.local.describe.bucket}/globex/*`;
  const Statement = [{ Sid: "Wide", Effect: "Allow", Action: "s3:GetObject", Resource }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await place.admin.iam.send(new PutRolePolicyCommand({ ...wide, PolicyDocument }));
  const ended = await place.json("test", "--all", "--pairs", "0");
  await place.admin.iam.send(new DeleteRolePolicyCommand(wide));
  expect(ended.code, ended.tail).toBe(10);
  const { pairs } = ended.result() as unknown as {
    pairs: { percent: number; proven: { overlaps: readonly string[] } };
  };
  expect(pairs).toMatchObject({ tried: 0, possible: 2, percent: 0 });
  expect(pairs.proven.overlaps.join()).toMatch(/acme and globex both reach globex\//);
});

it("refuses who does not live", async () => {
  expect((await place.json("test", "initech")).result().error?.code).toBe("PARTNER_UNKNOWN");
  expect((await place.json("test", "acme", "--all")).code).toBe(2);
});
