import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeBucket } from "../../src/plan/fitness/bucket.ts";
import type { FitnessLine } from "../../src/plan/fitness/line.ts";
import { judgeServer } from "../../src/plan/fitness/server.ts";
import { judgeStandIn } from "../../src/plan/fitness/stand-in.ts";
import {
  bucketFitness,
  keyFitness,
  serverFitness,
  signingFitness,
  standInFitness,
} from "../../src/plan/fitness/survey.ts";
import { preflight } from "../../src/plan/preflight.ts";
import { discover } from "../../src/resources/base/discover.ts";
import { type Bench, startBench } from "../resources/support.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const levels = (lines: readonly FitnessLine[]) => [...new Set(lines.map(({ level }) => level))];
const wrong = (lines: readonly FitnessLine[]) => lines.filter(({ level }) => level === "error");
const find = (lines: readonly FitnessLine[], text: string) => lines.find((line) => line.text.includes(text));

const placeOf = (bucket: string) => ({ bucket, account: bench.local.describe.account, partition: "aws" });

describe("the base that the local AWS begins with", () => {
  it("is fit, as the operator sees it, and all of it can be found", async () => {
    const { operator, local } = bench;
    const { bucket, kmsKeyArn, transferServer, sandboxRoleArn, account, operatorRoleArn } = local.describe;
    const caller = `${operatorRoleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/local`;
    const lines = (
      await Promise.all([
        bucketFitness(operator, placeOf(bucket), kmsKeyArn),
        keyFitness(operator, kmsKeyArn),
        serverFitness(operator, transferServer),
        standInFitness(operator, sandboxRoleArn, { account, caller }),
        signingFitness(operator, "alias/vendor-audit"),
      ])
    ).flat();
    expect(lines.filter(({ level }) => level !== "ok").map(({ text }) => text)).toEqual([
      `Key ${kmsKeyArn.split("/")[1]} does not rotate.`,
    ]);
    for (const told of [
      "owns every object",
      "refuses requests without TLS",
      "of 20,480 bytes",
      "lets IAM decide",
    ])
      expect(find(lines, told)?.level, told).toBe("ok");
    for (const told of [
      "strong algorithms",
      "host keys",
      "0 of at most 10,000 users",
      "names you and nobody",
    ])
      expect(find(lines, told)?.level, told).toBe("ok");
    const found = await discover(operator);
    expect(found.unread).toEqual([]);
    expect(found.buckets).toEqual([bucket]);
    expect(found.keys).toEqual([
      { arn: kmsKeyArn, alias: "alias/partner-files", description: expect.any(String) },
    ]);
    expect(found.signingKeys?.map(({ alias }) => alias)).toEqual(["alias/vendor-audit"]);
    expect(found.servers).toEqual([{ id: transferServer, state: "ONLINE", users: 0 }]);
  });
});

describe("what is unfit", () => {
  it("is named for a bucket that is not versioned, open to the public and encrypted otherwise, each with its fix", async () => {
    const { admin, local } = bench;
    const Bucket = "unfit-files";
    const LocationConstraint = "eu-central-1";
    await admin.send("s3", "CreateBucket", { Bucket, CreateBucketConfiguration: { LocationConstraint } });
    await admin.send("s3", "PutPublicAccessBlock", {
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: false,
        IgnorePublicAcls: false,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      },
    });
    const lines = await bucketFitness(admin, placeOf(Bucket), local.describe.kmsKeyArn);
    expect(wrong(lines).map(({ text }) => text)).toEqual([
      "Bucket unfit-files is not versioned.",
      "Bucket unfit-files does not block public access entirely: BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets are off.",
      `Bucket unfit-files does not encrypt with ${local.describe.kmsKeyArn} by default.`,
    ]);
    for (const { fix, commands } of wrong(lines)) {
      expect(fix).toMatch(/\.$/);
      expect(commands?.[0]).toMatch(/^aws s3api put-[a-z-]+ --bucket unfit-files /);
    }
    expect(find(lines, "serves requests without TLS")).toMatchObject({ level: "warning" });
  });

  it("is named for a key whose policy leaves no say to IAM, and for a key that is being deleted", async () => {
    const { admin, operator, local } = bench;
    const { account } = local.describe;
    const own = {
      Effect: "Allow",
      Principal: { AWS: local.describe.adminRoleArn },
      Action: "kms:*",
      Resource: "*",
    };
    const policy = { Version: "2012-10-17", Statement: [own] };
    const { output } = await admin.send("kms", "CreateKey", { Policy: JSON.stringify(policy) });
    const { Arn: arn = "", KeyId: id = "" } = output.KeyMetadata ?? {};
    const [refusal] = wrong(await keyFitness(admin, arn));
    expect(refusal?.text).toContain(
      `does not let IAM policies of account ${account} decide about kms:CreateGrant`,
    );
    expect(refusal?.fix).toContain(`arn:aws:iam::${account}:root`);
    expect(refusal?.commands?.[0]).toContain("aws kms get-key-policy");
    const [shut] = wrong(await keyFitness(operator, arn));
    expect(shut?.text).toContain(
      `does not let IAM policies of account ${account} decide: The operator may not`,
    );
    expect({ fix: shut?.fix, commands: shut?.commands }).toEqual({
      fix: refusal?.fix,
      commands: refusal?.commands,
    });
    await admin.send("kms", "ScheduleKeyDeletion", { KeyId: arn, PendingWindowInDays: 7 });
    expect(wrong(await keyFitness(admin, arn))[0]).toMatchObject({
      text: `Key ${id} is PendingDeletion.`,
      commands: [`aws kms cancel-key-deletion --key-id ${id}`, `aws kms enable-key --key-id ${id}`],
    });
    const signing = await keyFitness(admin, "alias/vendor-audit");
    expect(wrong(signing)[0]?.text).toContain("is not for encryption");
  });

  it("is named for a server with an outdated security policy, and one that is stopped", async () => {
    const { admin } = bench;
    const SecurityPolicyName = "TransferSecurityPolicy-2018-11";
    const { output } = await admin.send("transfer", "CreateServer", { SecurityPolicyName });
    const id = output.ServerId ?? "";
    const lines = await serverFitness(admin, id);
    expect(find(lines, SecurityPolicyName)).toMatchObject({
      level: "error",
      text: expect.stringContaining("diffie-hellman-group14-sha1"),
      commands: [
        `aws transfer update-server --server-id ${id} --security-policy-name TransferSecurityPolicy-2024-01`,
      ],
    });
    expect(wrong(await serverFitness(admin, id))[0]).toMatchObject({
      text: `Transfer server ${id} is OFFLINE.`,
      commands: [`aws transfer start-server --server-id ${id}`],
    });
    await admin.send("transfer", "DeleteServer", { ServerId: id });
    expect(wrong(await serverFitness(admin, id))[0]?.fix).toContain("vendor init --base");
  });

  it("is named for a sandbox role that can't be assumed, is not outside, or trusts others", async () => {
    const { admin, operator, local } = bench;
    const { account, adminRoleArn } = local.describe;
    const caller = `arn:aws:sts::${account}:assumed-role/vendor-operator/local`;
    const none = "arn:aws:iam::210987654321:role/nobody";
    const [refused] = wrong(await standInFitness(operator, none, { account, caller }));
    expect(refused?.text).toContain(`You can't assume the sandbox role ${none}: `);
    expect(refused?.commands?.[0]).toContain(`OperatorRoleArn=arn:aws:iam::${account}:role/vendor-operator`);
    const inside = wrong(await standInFitness(admin, adminRoleArn, { account, caller }));
    expect(inside[0]?.text).toContain("is in the enterprise account itself");
    const arn = "arn:aws:iam::210987654321:role/stand-in";
    const trusting = (...names: string[]) => ({
      arn,
      account,
      assumed: true as const,
      unread: [],
      trust: {
        Version: "2012-10-17" as const,
        Statement: [{ Effect: "Allow" as const, Principal: { AWS: names }, Action: "sts:AssumeRole" }],
      },
    });
    expect(judgeStandIn(trusting("*"), caller).at(-1)).toMatchObject({
      level: "error",
      text: expect.stringContaining("Anybody"),
    });
    const own = `arn:aws:iam::${account}:role/vendor-operator`;
    expect(judgeStandIn(trusting(own, "210987654321"), caller).at(-1)).toMatchObject({
      level: "warning",
      text: expect.stringContaining("arn:aws:iam::210987654321:root as well"),
      commands: [expect.stringContaining("update-assume-role-policy --role-name stand-in")],
    });
  });

  it("is named where nothing of it exists, or nobody may look", async () => {
    const { admin, operator } = bench;
    expect(wrong(await bucketFitness(admin, placeOf("not-there"), ""))[0]?.fix).toContain(
      "vendor init --base",
    );
    expect(wrong(await bucketFitness(operator, placeOf("unfit-files"), ""))[0]?.fix).toContain(
      "widen the operator's policy",
    );
    expect(wrong(await keyFitness(admin, "alias/none"))[0]?.text).toBe("There is no key alias/none.");
    expect(wrong(await signingFitness(admin, "alias/none"))[0]?.text).toBe("There is no key alias/none.");
  });
});

describe("judging what was read", () => {
  const bucket = {
    name: "files",
    partition: "aws",
    account: "123456789012",
    versioning: "Enabled",
    open: [],
    encryption: { algorithm: "aws:kms", key: "11111111-2222-3333-4444-555555555555", bucketKey: false },
  };
  const kmsKey = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

  it("takes a key by its bare id, never by an alias, and warns of a missing bucket key, ACLs and a full policy", () => {
    expect(levels(judgeBucket(bucket, kmsKey))).toEqual(["ok", "warning"]);
    const aliased = { ...bucket, encryption: { ...bucket.encryption, key: "alias/files" } };
    expect(wrong(judgeBucket(aliased, kmsKey))[0]?.text).toContain("but with alias/files");
    const full = { document: { Version: "2012-10-17" as const, Statement: [] }, bytes: 20_000 };
    const lines = judgeBucket(
      { ...bucket, more: { ownership: "ObjectWriter", policy: full, unread: [] } },
      kmsKey,
    );
    expect(find(lines, "lets ACLs decide")?.commands?.[0]).toContain("put-bucket-ownership-controls");
    expect(find(lines, "20,000 of 20,480 bytes")?.level).toBe("warning");
  });

  it("says what could not be read instead of guessing", () => {
    const lines = judgeBucket(
      {
        ...bucket,
        more: { ownership: undefined, unread: ["s3:GetBucketOwnershipControls", "s3:GetBucketPolicy"] },
      },
      kmsKey,
    );
    expect(lines.slice(-2).map(({ level, text }) => [level, text])).toEqual([
      ["warning", "Not everything could be checked: you lack s3:GetBucketOwnershipControls."],
      ["warning", "Not everything could be checked: you lack s3:GetBucketPolicy."],
    ]);
    expect(find(lines, "ACLs")).toBeUndefined();
  });

  it("finds a server unfit whose users are elsewhere, without SFTP, host keys or room", () => {
    const server = {
      id: "s-0123456789abcdef1",
      state: "ONLINE",
      identityProvider: "AWS_LAMBDA",
      protocols: ["FTPS"],
      hostKeys: [],
      securityPolicy: "TransferSecurityPolicy-2024-01",
      users: 9_500,
      more: { algorithms: ["aes256-ctr", "hmac-sha2-512-etm@openssh.com"], unread: [] },
    };
    expect(judgeServer(server).map(({ level }) => level)).toEqual([
      "ok",
      "error",
      "error",
      "ok",
      "error",
      "warning",
    ]);
  });
});

it("a plan's preflight says the same, with the commands that mend it", async () => {
  const { admin, local } = bench;
  const { account, region, kmsKeyArn: kmsKey, transferServer } = local.describe;
  const names = { account, region, bucket: "unfit-files", kmsKey, transferServer };
  await expect(preflight(names, admin)).rejects.toMatchObject({
    code: "BASE_UNFIT",
    problems: expect.arrayContaining([
      expect.objectContaining({
        field: "bucket",
        hint: expect.stringContaining("aws s3api put-bucket-versioning"),
      }),
    ]),
  });
});
