import { readFileSync } from "node:fs";
import { GetRoleCommand, ListRoleTagsCommand, TagRoleCommand } from "@aws-sdk/client-iam";
import { GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { DescribeUserCommand } from "@aws-sdk/client-transfer";
import { afterEach, beforeEach, expect, it } from "vitest";
import { HANDMADE_TRUST, makeByHand } from "./support/handmade.ts";
import { PUBLIC_KEYS } from "./support/keys.ts";
import { openPlace, type Place } from "./support/place.ts";

const ED25519 = PUBLIC_KEYS.ed25519;
const OWNER = ["--owner", "team@example.com", "--runbook", "hosted-sftp"];
const ADOPT = ["adopt", "acme", ...OWNER, "--set", `publicKey=${ED25519}`, "--json"];
const MARKS = {
  "vendor:partner": "acme",
  "vendor:managed-by": "vendor",
  "vendor:owner": "team@example.com",
  "vendor:runbook": expect.stringMatching(/^hosted-sftp@/),
};
let place: Place;
beforeEach(async () => {
  place = await openPlace({ delays: { minMs: 0, maxMs: 0, flapMs: 0 } });
});
afterEach(() => place.close());

type TagList = readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;
const toTags = (list: TagList) => Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key, Value]));

/** The tags of everything, by what it is. */
async function tagsNow() {
  const { admin, local } = place;
  const { bucket, transferServer } = local.describe;
  const [role, folder, secret, user] = await Promise.all([
    admin.iam.send(new ListRoleTagsCommand({ RoleName: "vendor-acme" })),
    admin.s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "acme/" })),
    admin.secrets.send(new DescribeSecretCommand({ SecretId: "vendor/acme/connection" })),
    admin.transfer.send(new DescribeUserCommand({ ServerId: transferServer, UserName: "acme" })),
  ]);
  return {
    role: toTags(role.Tags),
    folder: toTags(folder.TagSet),
    secret: toTags(secret.Tags),
    user: toTags(user.User?.Tags),
  };
}

const UNTOUCHED = { role: { team: "files" }, folder: { team: "files" }, secret: {}, user: {} };
const TAKEN = {
  role: { team: "files", ...MARKS },
  folder: { team: "files", ...MARKS },
  secret: MARKS,
  user: MARKS,
};

it("takes over what is nobody's after showing it, changes nothing but tags, and the onboarding goes on from there", async () => {
  await makeByHand(place.local, "team=files");
  const refused = await place.json("onboard", "acme", ...OWNER, "--yes");
  expect(refused.code).toBe(3);
  expect(refused.result().error).toMatchObject({ code: "OWNED_BY_OTHERS" });
  const hints = refused.result().error?.problems?.map(({ hint }) => hint);
  expect(hints).toEqual(Array(4).fill("Take it over with `vendor adopt acme`."));

  const unasked = await place.json(...ADOPT, "--yes");
  expect(unasked.code, "--yes grants too much").toBe(2);
  const looked = await place.vendor([...ADOPT, "--dry-run", "--exit-code"]);
  expect(looked.code, looked.tail).toBe(10);
  const { found } = looked.result().plan as { found: { resource: string; standing: string }[] };
  expect(Object.fromEntries(found.map(({ resource, standing }) => [resource, standing]))).toEqual({
    role: "untagged",
    prefix: "untagged",
    secret: "untagged",
    secretGrant: "missing",
    user: "untagged",
  });
  const shown = await place.vendor([...ADOPT.filter((word) => word !== "--json"), "--dry-run"]);
  expect(shown.stdout).toContain("its own tags stay: team=files");
  expect(shown.stdout).toContain("policies.access");
  expect(await tagsNow()).toEqual(UNTOUCHED);

  const adopted = await place.vendor([...ADOPT, "--confirm", "acme"]);
  expect(adopted.code, adopted.tail).toBe(0);
  expect(await tagsNow()).toEqual(TAKEN);
  const { Role } = await place.admin.iam.send(new GetRoleCommand({ RoleName: "vendor-acme" }));
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))).toEqual(
    JSON.parse(HANDMADE_TRUST),
  );
  const [record] = readFileSync(`${place.dir}/.vendor/audit/log.jsonl`, "utf8").trim().split("\n");
  expect(JSON.parse(record ?? "")).toMatchObject({ type: "adopt", outcome: "done" });
  const status = await place.vendor(["status", "acme"]);
  expect(status.stdout).toContain("taken over, untested: vendor onboard acme");
  const again = await place.vendor([...ADOPT, "--confirm", "acme"]);
  expect(again.result(), again.tail).toMatchObject({ outcome: "no-changes" });

  const onboarded = await place.json("onboard", "acme", ...OWNER, "--set", `publicKey=${ED25519}`, "--yes");
  expect(onboarded.code, onboarded.tail).toBe(0);
  expect(await tagsNow()).toMatchObject({ role: TAKEN.role, folder: TAKEN.folder });
  expect((await place.vendor(["status", "acme", "--exit-code"])).code).toBe(0);
});

it("takes over nothing at all where anything belongs to somebody else, and says all of it", async () => {
  await makeByHand(place.local, "vendor:partner=globex&vendor:managed-by=vendor");
  await place.admin.iam.send(
    new TagRoleCommand({ RoleName: "vendor-acme", Tags: [{ Key: "vendor:managed-by", Value: "terraform" }] }),
  );
  const before = await tagsNow();
  const ended = await place.vendor([...ADOPT, "--confirm", "acme"]);
  expect(ended.code).toBe(3);
  expect(ended.result().error).toMatchObject({ code: "ADOPTION_REFUSED" });
  const problems = ended.result().error?.problems?.map(({ message }) => message);
  expect(problems).toEqual([
    "IAM role vendor-acme is managed by terraform, for no partner that its tags name.",
    "S3 folder partner-files/acme/ belongs to partner globex.",
  ]);
  expect(await tagsNow()).toEqual(before);
});

it("gives everything back where one resource takes no more tags", async () => {
  await makeByHand(place.local, "a=1&b=2&c=3&d=4&e=5&f=6&g=7");
  const before = await tagsNow();
  const ended = await place.vendor([...ADOPT, "--confirm", "acme"]);
  expect(ended.result(), ended.tail).toMatchObject({ outcome: "rolled-back" });
  expect(await tagsNow()).toEqual(before);
  expect((await place.vendor(["status"])).stdout).toContain("No partner yet");
});
