import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import { openPlace, type Place } from "./support/place.ts";
import { scan, tracesOf } from "./support/scan.ts";

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
