import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import { sealPlan } from "../../src/core/plan-digest.ts";
import { keysOf, openPlace, type Place } from "./support/place.ts";
import { scan, tracesOf } from "./support/scan.ts";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const OWNERSHIP = {
  "vendor:partner": "globex",
  "vendor:runbook": "hosted-sftp",
  "vendor:owner": "team@example.com",
  "vendor:managed-by": "vendor",
};
const ASK = ["--owner", "team@example.com"];

let place: Place;
beforeAll(async () => {
  place = await openPlace({ delays: { minMs: 0, maxMs: 0, flapMs: 0 } });
});
afterAll(() => place.close());

it("shows a plan in full, the same each time, and changes nothing", async () => {
  const before = await scan(place);
  const text = await place.vendor(["onboard", "acme", ...ASK, "--runbook", "hosted-sftp", "--dry-run"]);
  expect(text.code, text.tail).toBe(0);
  for (const part of [
    "CreateRole",
    "PutRolePolicy",
    "CreateSecret",
    "CreateGrant",
    "CreateUser",
    "s3:prefix",
    "VendorAcmeList",
    "The partner lists its own folder",
    "sha256:",
  ]) {
    expect(text.stdout).toContain(part);
  }
  const [first, second] = await Promise.all(
    [1, 2].map(() => place.json("onboard", "acme", ...ASK, "--runbook", "hosted-sftp", "--dry-run")),
  );
  const plans = [first, second].map((ended) => ended?.result().plan as Plan);
  expect(plans[0]?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(plans[0]).toEqual(plans[1]);
  expect(plans[0]?.phases.map(({ name }) => name)).toEqual(["rehearsal", "live"]);
  expect(await scan(place)).toEqual(before);
  const pending = await place.json(
    "onboard",
    "acme",
    ...ASK,
    "--runbook",
    "hosted-sftp",
    "--dry-run",
    "--exit-code",
  );
  expect(pending.code).toBe(10);
});

it("applies exactly the plan that was reviewed, and none that was edited or is stale", async () => {
  const file = join(place.dir, "acme.plan.json");
  const made = await place.json("onboard", "acme", ...ASK, "--runbook", "hosted-sftp", "--plan-out", file);
  expect(made.code, made.tail).toBe(0);
  const text = readFileSync(file, "utf8");
  expect(text).not.toMatch(/PRIVATE KEY/);

  const edited = join(place.dir, "edited.json");
  writeFileSync(edited, text.replaceAll('"s3:DeleteObject"', '"s3:*"'));
  const before = await scan(place);
  const refused = await place.json("onboard", "--plan", edited, "--yes");
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.result().error?.code).toBe("PLAN_EDITED");
  expect(
    (await place.json("offboard", "--plan", file, "--yes", "--confirm", "acme")).result().error?.code,
  ).toBe("PLAN_MISMATCH");
  expect(await scan(place)).toEqual(before);

  const applied = await place.json("onboard", "--plan", file, "--yes");
  expect(applied.code, applied.tail).toBe(0);
  expect(applied.result().plan).toBe((JSON.parse(text) as Plan).digest);
  expect(await tracesOf(place, "acme")).toContain("role vendor-acme");

  const stale = await place.json("onboard", "--plan", file, "--yes");
  expect(stale.code, stale.tail).toBe(3);
  expect(stale.result().error?.code).toBe("PLAN_STALE");
});

it("tells what somebody changed by hand, and puts it right", async () => {
  const wide = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] };
  await place.admin.iam.send(
    new PutRolePolicyCommand({
      RoleName: "vendor-acme",
      PolicyName: "extra",
      PolicyDocument: JSON.stringify(wide),
    }),
  );
  const status = await place.vendor(["status", "acme", "--exit-code"]);
  expect(status.code, status.tail).toBe(10);
  expect(status.stdout).toContain("policies.extra");
  const again = await place.json("onboard", "acme", ...ASK, "--yes");
  expect(again.code, again.tail).toBe(0);
  expect((await place.vendor(["status", "acme", "--exit-code"])).code).toBe(0);
});

it("offboards by a reviewed plan", async () => {
  const file = join(place.dir, "leave.plan.json");
  const made = await place.json("offboard", "acme", "--data", "purge", "--plan-out", file);
  expect(made.code, made.tail).toBe(0);
  const applied = await place.json("offboard", "--plan", file, "--yes", "--confirm", "acme");
  expect(applied.code, applied.tail).toBe(0);
  expect(await tracesOf(place, "acme")).toEqual(["secret in its recovery window vendor/acme/connection"]);
});

describe("a reviewed plan is refused, exit 3, with what moved", () => {
  const planned = async (partner: string): Promise<{ readonly file: string; readonly plan: Plan }> => {
    const file = join(place.dir, `${partner}.plan.json`);
    const made = await place.json("onboard", partner, ...ASK, "--runbook", "hosted-sftp", "--plan-out", file);
    expect(made.code, made.tail).toBe(0);
    return { file, plan: JSON.parse(readFileSync(file, "utf8")) as Plan };
  };
  const refused = async (code: string, ...args: readonly string[]) => {
    const before = await scan(place);
    const ended = await place.json("onboard", ...args, "--yes");
    expect([ended.code, ended.result().error?.code], ended.tail).toEqual([3, code]);
    expect(await scan(place)).toEqual(before);
    return ended.result().error;
  };

  it.each<[string, Partial<Plan>, string]>([
    ["another version of vendor", { tool: "vendor-cli/0.0.1" }, "Was vendor-cli/0.0.1, is vendor-cli/"],
    [
      "another runbook",
      { runbook: { name: "hosted-sftp", version: "0.9.0", digest: "sha256:0", from: "hosted-sftp" } },
      '"version":"0.9.0"',
    ],
  ])("made by %s", async (_what, older, text) => {
    const { file, plan } = await planned("globex");
    const { digest: _digest, ...rest } = plan;
    writeFileSync(file, JSON.stringify(sealPlan({ ...rest, ...older })));
    const error = await refused("PLAN_STALE", "--plan", file);
    expect(error?.problems).toEqual([
      { field: Object.keys(older)[0], message: expect.stringContaining(text) },
    ]);
  });

  it("where inputs are others, by a partner file or by flags", async () => {
    const { file } = await planned("globex");
    const now = ["partnerAccount=210987654321", "partnerRole=vendor-sandbox-partner"];
    const flags = now.flatMap((pair) => ["--set", pair]);
    const inputs = Object.fromEntries(now.map((pair) => pair.split("=")));
    const asked = { partner: "globex", runbook: "hosted-sftp", owner: "team@example.com", inputs };
    const partner = place.write("globex.yaml", JSON.stringify(asked));
    for (const more of [flags, ["--from", partner]]) {
      const error = await refused("PLAN_STALE", "--plan", file, ...more);
      expect(error?.problems).toContainEqual({
        field: "inputs",
        message: expect.stringMatching(/^Was .*, is .*"partnerAccount":"210987654321"/),
      });
      expect(error?.problems).toContainEqual({
        field: "live/apply/bucketRead",
        message: expect.stringMatching(/^The plan says: nothing; now it would: create /),
      });
    }
    expect(
      (await refused("PLAN_STALE", "--plan", file, "--owner", "other@example.com"))?.problems,
    ).toContainEqual({ field: "owner", message: "Was team@example.com, is other@example.com." });
  });

  it("where somebody has made something meanwhile", async () => {
    const { file } = await planned("globex");
    await place.admin.iam.send(
      new CreateRoleCommand({
        RoleName: "vendor-globex",
        AssumeRolePolicyDocument: JSON.stringify(TRUST),
        Tags: Object.entries(OWNERSHIP).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    const error = await refused("PLAN_STALE", "--plan", file);
    expect(error?.problems).toContainEqual({
      field: "live/apply/role",
      message: expect.stringMatching(/^The plan says: create .*vendor-globex.*; now it would: change /),
    });
  });

  it("by a caller of another account, or a configuration of one", async () => {
    const { file } = await planned("initech");
    const sandbox = keysOf(place.local, "sandbox");
    const ended = await place.vendor(["onboard", "--plan", file, "--yes", "--json"], sandbox);
    expect([ended.code, ended.result().error?.code], ended.tail).toEqual([3, "WRONG_ACCOUNT"]);
    const kmsKey = place.local.describe.kmsKeyArn.replace(/\d{12}/, "999999999999");
    place.configure({ account: "999999999999", kmsKey });
    expect((await refused("PLAN_MISMATCH", "--plan", file))?.message).toContain("it is for account");
    place.configure();
  });
});
