import { GetBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { clientsOf } from "../e2e/support/clients.ts";
import { requireFreshBundle } from "../e2e/support/vendor.ts";
import { type Ground, openGround } from "./ground.ts";
import { litter, storeState } from "./state.ts";

const PARTNERS = Array.from({ length: 20 }, (_, index) => `partner${String.fromCharCode(97 + index)}`);

let ground: Ground;
beforeEach(async () => {
  requireFreshBundle();
  ground = await openGround();
});
afterEach(() => ground.close());

function onboard(partner: string): readonly string[] {
  const pull = ["--set", "partnerAccount=210987654321", "--set", "partnerRole=vendor-sandbox-partner"];
  const untested = ["--skip-test", "--reason", "simulation"];
  return ["onboard", partner, "--owner", "team@example.com", "--yes", "--json", ...pull, ...untested];
}

async function sids(): Promise<readonly string[]> {
  const { url, credentials, describe } = ground.local;
  const admin = clientsOf(url, credentials("admin"));
  try {
    const { Policy = "{}" } = await admin.s3.send(new GetBucketPolicyCommand({ Bucket: describe.bucket }));
    const { Statement = [] } = JSON.parse(Policy) as { Statement?: { Sid: string }[] };
    return Statement.map(({ Sid }) => Sid);
  } finally {
    admin.close();
  }
}

it("keeps every statement of twenty partners that are onboarded by twenty processes", async () => {
  const before = await sids();
  const runs = await Promise.all(PARTNERS.map((partner) => ground.vendor(onboard(partner))));
  for (const { code, tail } of runs) expect(code, tail).toBe(0);
  const own = PARTNERS.flatMap((partner) => {
    const name = partner.charAt(0).toUpperCase() + partner.slice(1);
    return [`Vendor${name}PartnerObjects`, `Vendor${name}PartnerList`];
  });
  expect((await sids()).toSorted()).toEqual([...before, ...own].toSorted());
  expect(storeState(ground.dir)).toHaveLength(PARTNERS.length);
  expect(litter(ground.dir)).toEqual([]);
});

it("lets one of several runs on a partner win, and tells the others who holds it", async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => ground.vendor(onboard("acme"))));
  const outcomes = runs.map((run) => ({ code: run.code, ...run.result() }));
  expect(outcomes.filter(({ code, outcome }) => code === 0 && outcome === "done")).toHaveLength(1);
  for (const { code, outcome, error } of outcomes) {
    if (code === 0) expect(["done", "no-changes"]).toContain(outcome);
    else {
      expect([code, error?.code]).toEqual([6, "LOCKED_BY_RUN"]);
      expect(error?.message).toMatch(/locked by run \S+ \(\S+@\S+, process \d+\)/);
    }
  }
  expect((await sids()).filter((sid) => sid.startsWith("VendorAcme"))).toHaveLength(2);
  expect(litter(ground.dir)).toEqual([]);
});
