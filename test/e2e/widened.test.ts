import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";
import { scan } from "./support/scan.ts";
import { onboardUnproven } from "./support/unproven.ts";
import type { Ended } from "./support/vendor.ts";

const RUNBOOK = readFileSync(new URL("../../runbooks/hosted-sftp.yaml", import.meta.url), "utf8");
const YES = ["--owner", "team@example.com", "--yes"];

const AT_ONCE = { delays: { minMs: 0, maxMs: 0, flapMs: 0 } };

/** The shipped runbook with one passage replaced, which must be there. */
function changed(from: string, to: string, text = RUNBOOK): string {
  if (!text.includes(from)) throw new Error(`The runbook has no "${from}" any more.`);
  return text.replace(from, to);
}

/** Onboards, expects the access test to fail and everything to be taken back, and answers what is told. */
async function caught(place: Place, args: readonly string[] = [], exit = 4): Promise<string> {
  const before = await scan(place);
  const ended = await place.json("onboard", "acme", ...YES, ...args);
  expect(ended.code, ended.tail).toBe(exit);
  const { outcome, error } = ended.result();
  expect(outcome).toBe("rolled-back");
  expect(await scan(place)).toEqual(before);
  expect((await place.json("status")).result().partners).toEqual([]);
  return `${error?.message} ${failedProbes(ended).join(" ")}`;
}

/** The message names the first dozen; the events name all. */
function failedProbes(ended: Ended): readonly string[] {
  const probes = ended.events().filter(({ type }) => type === "probe.finished");
  const results = probes.map(({ result }) => result as { readonly id: string; readonly ok: boolean });
  return results.filter(({ ok }) => !ok).map(({ id }) => id);
}

async function caughtWith(runbook: string): Promise<string> {
  const place = await openPlace(AT_ONCE);
  try {
    place.write("own.yaml", runbook);
    return await caught(place, ["--runbook", "./own.yaml"]);
  } finally {
    await place.close();
  }
}

interface Twice {
  /** What is told before any call. */
  readonly refusal: string;
  /** What the access test tells where nothing was proven before. */
  readonly tested: string;
}

/** Onboards by a runbook that the documents alone refuse, then again without that proof: each must stop it by itself. */
async function caughtTwice(
  runbook: string,
  partner?: { readonly account: string; readonly role: string },
): Promise<Twice> {
  const place = await openPlace(AT_ONCE);
  try {
    place.write("own.yaml", runbook);
    const before = await scan(place);
    const sets = partner
      ? ["--set", `partnerAccount=${partner.account}`, "--set", `partnerRole=${partner.role}`]
      : [];
    const ended = await place.json("onboard", "acme", ...YES, "--runbook", "./own.yaml", ...sets);
    expect(ended.code, ended.tail).toBe(3);
    const { error } = ended.result();
    expect(error?.code).toBe("REACH_OVERLAPS");
    expect(await scan(place)).toEqual(before);
    const inputs = partner ? { partnerAccount: partner.account, partnerRole: partner.role } : {};
    const outcome = await onboardUnproven(place, "acme", "./own.yaml", inputs);
    expect(outcome).toMatchObject({ outcome: "rolled-back", error: { exit: 4 } });
    expect(await scan(place)).toEqual(before);
    return { refusal: JSON.stringify(error), tested: outcome.error?.message ?? "" };
  } finally {
    await place.close();
  }
}

it.each([
  [
    "objects of the whole bucket",
    changed(
      'Resource: "arn:${base.partition}:s3:::${base.bucket}/${names.prefix}*"',
      'Resource: "arn:${base.partition}:s3:::${base.bucket}/*"',
    ),
    "VendorAcmeObjects",
    ["s3.get.lookalike", "s3.get.other"],
  ],
  [
    "lists without their condition",
    changed('      Condition: { StringLike: { "s3:prefix": ["${names.prefix}*"] } }\n', ""),
    "VendorAcmeList",
    ["s3.list.no-prefix"],
  ],
  [
    "a prefix without its slash",
    changed('"s3:prefix": ["${names.prefix}*"]', '"s3:prefix": ["${names.folder}*"]'),
    "VendorAcmeList",
    ["s3.list"],
  ],
  [
    "every secret",
    changed(':secret:${names.secret}-??????"', ':secret:*"'),
    "VendorAcmeSecret",
    ["secrets.get.other"],
  ],
])("catches %s before any call, and by its probes", async (_what, runbook, deciding, probes) => {
  const { refusal, tested } = await caughtTwice(runbook);
  expect(refusal).toContain(deciding);
  for (const probe of probes) expect(tested).toContain(probe);
});

it.each([
  [
    "the key without S3 between",
    changed('StringEquals: { "kms:ViaService": "s3.${base.region}.amazonaws.com" }\n        ', ""),
    ["kms."],
  ],
  [
    "a role that asks for no ExternalId",
    changed('          Condition: { StringEquals: { "sts:ExternalId": "${externalId}" } }\n', ""),
    ["sts.assume"],
  ],
])("catches %s, names the probe and takes everything back", async (_what, runbook, probes) => {
  const message = await caughtWith(runbook);
  for (const probe of probes) expect(message).toContain(probe);
});

it("catches a bucket policy without its prefix condition before any call, and by its probes", async () => {
  const runbook = changed(
    '            ArnEquals: { "aws:PrincipalArn": "${principal}" }\n            StringLike: { "s3:prefix": ["${names.prefix}*"] }',
    '            ArnEquals: { "aws:PrincipalArn": "${principal}" }',
  );
  const { refusal, tested } = await caughtTwice(runbook, {
    account: "210987654321",
    role: "vendor-sandbox-partner",
  });
  expect(refusal).toContain("VendorAcmePartnerList");
  expect(tested).toContain("cross.list");
});

it("catches an AWS that enforces nothing", async () => {
  const place = await openPlace({ ...AT_ONCE, enforcing: false });
  try {
    expect(await caught(place)).toContain("s3.get.other");
  } finally {
    await place.close();
  }
});

it("names an SFTP root above the own folder, where no gate passes", async () => {
  const place = await openPlace(AT_ONCE);
  try {
    place.configure({ gates: { consecutive: 3, over: "300ms", deadline: "3s" } });
    place.write(
      "own.yaml",
      changed('target: "/${base.bucket}/${names.folder}"', 'target: "/${base.bucket}"'),
    );
    expect(await caught(place, ["--runbook", "./own.yaml"])).toContain("sftp.get.own-by-key");
  } finally {
    await place.close();
  }
});
