import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateGrantCommand, ListGrantsCommand, RevokeGrantCommand } from "@aws-sdk/client-kms";
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import {
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  RestoreSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Clients, clientsOf } from "../../e2e/support/clients.ts";
import { oneLocalAws, runLocal, unwrapped } from "../run-local.ts";

const BUCKET = "partner-files";
const ROLE = "arn:aws:iam::123456789012:role/vendor-acme";
let cwd: string;
const local = oneLocalAws();
let admin: Clients;
/** What a test changed behind vendor's back, newest last. */
const undo: (() => Promise<unknown>)[] = [];

async function run(...args: string[]) {
  // One for all questions: what a test changes in it, it changes back.
  const { exit, out, err } = await runLocal(cwd, args, local.startLocal);
  return { exit, lines: out, out: unwrapped(out), err };
}

const prove = (...args: string[]) => run("policy", "prove", ...args);

async function proveJson(...args: string[]) {
  const { exit, lines } = await prove(...args, "--json");
  return { exit, result: JSON.parse(lines.trim().split("\n").at(-1) ?? "") };
}

/** What `vendor report --json` answers, and the page that it wrote. */
async function reportJson() {
  const { lines } = await run("report", "--json");
  const result = JSON.parse(lines.trim().split("\n").at(-1) ?? "");
  return { pairs: result.pairs, html: readFileSync(result.file, "utf8") };
}

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-prove-"));
  const flags = [
    "--runbook",
    "hosted-sftp",
    "--owner",
    "team@example.com",
    "--skip-test",
    "--reason",
    "asked",
  ];
  for (const partner of ["acme", "globex"])
    expect(await run("onboard", partner, ...flags, "--yes")).toMatchObject({ exit: 0 });
  const { url, credentials } = await local.aws();
  admin = clientsOf(url, credentials("admin"));
});
afterEach(async () => {
  for (const back of undo.splice(0).reverse()) await back();
});
afterAll(async () => {
  admin.close();
  await local.close();
  rmSync(cwd, { recursive: true });
});

const documentOf = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

/** Widens acme's role with a policy that vendor knows nothing of. */
async function widenRole(...statements: readonly object[]): Promise<void> {
  const extra = { RoleName: "vendor-acme", PolicyName: "extra" };
  await admin.iam.send(new PutRolePolicyCommand({ ...extra, PolicyDocument: documentOf(...statements) }));
  undo.push(() => admin.iam.send(new DeleteRolePolicyCommand(extra)));
}

async function setBucketPolicy(...statements: readonly object[]): Promise<void> {
  await restoringBucketPolicy();
  await admin.s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: documentOf(...statements) }));
}

async function restoringBucketPolicy(): Promise<void> {
  const before = await admin.s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET })).then(
    ({ Policy }) => Policy,
    () => undefined,
  );
  undo.push(() =>
    before === undefined
      ? admin.s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }))
      : admin.s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: before })),
  );
}

/** Puts another policy on acme's secret. */
async function setSecretPolicy(...statements: readonly object[]): Promise<void> {
  const SecretId = "vendor/acme/connection";
  const { ResourcePolicy } = await admin.secrets.send(new GetResourcePolicyCommand({ SecretId }));
  const put = (policy: string | undefined) =>
    admin.secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy ?? "" }));
  await put(documentOf(...statements));
  undo.push(() => put(ResourcePolicy));
}

const OBJECTS = {
  Sid: "Extra",
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: `arn:aws:s3:::${BUCKET}/*`,
};
const GLOBEX_READS = {
  Sid: "Open",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:role/vendor-globex" },
  Action: "secretsmanager:GetSecretValue",
  Resource: "*",
};

/** A role that is named in the bucket policy and then deleted: what stays in the document is its id. */
async function nameDeadRole(): Promise<string> {
  const RoleName = "gone";
  const trust = documentOf({
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  const { Role } = await admin.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await setBucketPolicy({ ...OBJECTS, Sid: "Old", Principal: { AWS: Role?.Arn } });
  await admin.iam.send(new DeleteRoleCommand({ RoleName }));
  return Role?.RoleId ?? "";
}

const OBJECT_SIDES = [
  "acme: s3:GetObject on arn:aws:s3:::partner-files/globex/",
  "as arn:aws:sts::123456789012:assumed-role/vendor-acme/proof",
  "allowed by statement Extra of role/vendor-acme/policy/extra",
  "globex: s3:GetObject on arn:aws:s3:::partner-files/globex/",
  "as arn:aws:sts::123456789012:assumed-role/vendor-globex/proof",
  "allowed by statement VendorGlobexObjects of role/vendor-globex/policy/access",
];

describe("vendor policy prove", () => {
  it("proves from the runbooks that no two reach the same, and says what it assumes", async () => {
    const { exit, out } = await prove();
    expect(exit).toBe(0);
    expect(out).toContain("✓ No two reach the same. 1 pair of 2 partners and 20 look-alikes");
    expect(out).toContain("Assumed: what the runbooks say is what is in force");
    expect(await proveJson()).toMatchObject({
      exit: 0,
      result: { outcome: "proven", documents: "runbooks", overlaps: [], unproven: [], missing: [], read: [] },
    });
  });

  it("reads no live document without --live", async () => {
    await widenRole(OBJECTS);
    expect(await prove()).toMatchObject({ exit: 0 });
  });

  it("refuses a partner that is not recorded", async () => {
    expect(await prove("nobody")).toMatchObject({ exit: 3, err: expect.stringContaining("nobody") });
  });
});

describe("vendor policy prove --live", () => {
  it("proves what is in force, and lists what it read", async () => {
    const { exit, out } = await prove("--live");
    expect(exit).toBe(0);
    expect(out).toContain("Read: the partners' roles with every policy and boundary; the bucket's policy;");
  });

  it("shows the two requests and the two statements of an overlap", async () => {
    await widenRole(OBJECTS);
    const { exit, out } = await prove("--live");
    expect(exit).toBe(10);
    expect(out).toContain('✗ acme and globex both reach the object "globex/"');
    for (const side of OBJECT_SIDES) expect(out).toContain(side);
    expect(out).toContain('acme reaches 9 look-alikes of its name, e.g. the object "acme-evil/"');
    expect(out).toContain("✗ 1 overlap, 9 look-alikes reached.");
  });

  it("keeps what it found for the report, which says from when it is, until a newer proof", async () => {
    await widenRole(OBJECTS);
    expect(await prove("--live")).toMatchObject({ exit: 10 });
    const found = await reportJson();
    expect(found.pairs).toMatchObject({ possible: 2, inForce: { proven: 0, oldest: null } });
    expect(found.pairs.findings.join("\n")).toMatch(
      /acme and globex both reach globex\/, by the documents in force at .* UTC: acme by s3:GetObject on .*, allowed by statement Extra/,
    );
    for (const back of undo.splice(0)) await back();
    expect(await prove("--live", "acme")).toMatchObject({ exit: 0 });
    const { pairs, html } = await reportJson();
    expect(pairs).toMatchObject({ inForce: { proven: 2 }, findings: [] });
    expect(html).toMatch(/2 of 2 proven apart, the oldest at .* UTC, under a minute before this page/);
  });

  it("proves all the same where nothing can be kept, and warns", async () => {
    const file = join(cwd, ".vendor/local/store/proof.json");
    rmSync(file, { force: true });
    mkdirSync(file);
    undo.push(async () => rmSync(file, { recursive: true }));
    const { exit, out, err } = await prove("--live");
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining("✓ No two reach the same.") });
    expect(err.replaceAll(/\s+/g, " ")).toContain(
      "What was proven could not be kept, so that no report will show it",
    );
  });

  it("gives the same as JSON", async () => {
    await widenRole(OBJECTS);
    const { exit, result } = await proveJson("globex", "--live");
    expect(exit).toBe(10);
    expect(result).toMatchObject({ outcome: "overlapping", documents: "live", pairs: 1 });
    expect(result.overlaps).toEqual([
      expect.objectContaining({
        domain: "object",
        what: "globex/",
        other: expect.objectContaining({
          subject: "acme",
          decision: expect.objectContaining({ document: "role/vendor-acme/policy/extra" }),
        }),
        one: expect.objectContaining({ subject: "globex" }),
      }),
    ]);
  });

  it("sees a secret's policy that was widened", async () => {
    await setSecretPolicy(GLOBEX_READS);
    const { exit, out } = await prove("--live");
    expect(exit).toBe(10);
    expect(out).toContain('acme and globex both reach the secret "vendor/acme/connection-');
    expect(out).toContain("allowed by statement Open of secret/vendor/acme/connection/policy");
  });

  it("sees a grant that was made by hand", async () => {
    const KeyId = (await local.aws()).describe.kmsKeyArn;
    const { GrantId } = await admin.kms.send(
      new CreateGrantCommand({ KeyId, GranteePrincipal: ROLE, Operations: ["Decrypt"] }),
    );
    undo.push(() => admin.kms.send(new RevokeGrantCommand({ KeyId, GrantId })));
    const { exit, out } = await prove("--live");
    expect(exit).toBe(10);
    expect(out).toContain("acme and globex both reach the use of the key for the object");
  });

  it("does not take somebody for a partner whom a document lets in", async () => {
    const reader = "arn:aws:iam::123456789012:role/partner-desk";
    await setSecretPolicy(
      { ...GLOBEX_READS, Principal: { AWS: reader } },
      {
        ...GLOBEX_READS,
        Sid: "ReadersOnly",
        Effect: "Deny",
        Principal: "*",
        Condition: { ArnNotEquals: { "aws:PrincipalArn": [ROLE, reader] } },
      },
    );
    const desk = await prove("--live");
    await setSecretPolicy({ ...GLOBEX_READS, Principal: { AWS: "arn:aws:iam::210987654321:root" } });
    const { exit, out } = await prove("--live");
    expect(exit).toBe(10);
    expect(out).toContain(
      "! not proven: secret/vendor/acme/connection/policy lets in arn:aws:iam::210987654321:role/any-role, which is no partner's",
    );
    expect(out).toContain("keeps nobody out: whoever of the account 123456789012 may read every secret");
    expect(desk).toMatchObject({ exit: 0 });
  });

  it("says what the operator may not read, and does not count it as proven", async () => {
    const deny = { RoleName: "vendor-operator", PolicyName: "blind" };
    const PolicyDocument = documentOf({
      Effect: "Deny",
      Action: ["secretsmanager:GetResourcePolicy", "iam:ListRolePolicies"],
      Resource: ["*"],
    });
    await admin.iam.send(new PutRolePolicyCommand({ ...deny, PolicyDocument }));
    undo.push(() => admin.iam.send(new DeleteRolePolicyCommand(deny)));
    const { exit, result } = await proveJson("--live");
    expect(exit).toBe(10);
    expect(result.outcome).toBe("not-proven");
    expect(result.missing).toEqual([
      `acme: the policies of ${ROLE} could not be read (ListRolePolicies is denied): taken as the runbooks say`,
      expect.stringContaining("globex: the policies of"),
      "the policy of vendor/acme/connection could not be read (GetResourcePolicy is denied): taken as the runbooks say",
      expect.stringContaining("the policy of vendor/globex/connection could not be read"),
    ]);
  });

  it("names an id that nobody has any more, and counts it for nothing", async () => {
    const id = await nameDeadRole();
    const { exit, result } = await proveJson("--live");
    expect(result.dead).toEqual([`Old of bucket/${BUCKET}/policy names ${id}, which no partner has`]);
    expect(exit).toBe(0);
    expect((await prove("--live")).out).toContain(`names ${id}, which no partner has: it lets nobody in`);
  });

  it("names every document that is gone altogether, with what brings it back", async () => {
    const SecretId = "vendor/acme/connection";
    const { ResourcePolicy } = await admin.secrets.send(new GetResourcePolicyCommand({ SecretId }));
    await admin.secrets.send(new DeleteResourcePolicyCommand({ SecretId }));
    undo.push(() =>
      admin.secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: ResourcePolicy ?? "" })),
    );
    await restoringBucketPolicy();
    await admin.s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
    const inline = { RoleName: "vendor-acme", PolicyName: "access" };
    const { PolicyDocument = "" } = await admin.iam.send(new GetRolePolicyCommand(inline));
    await admin.iam.send(new DeleteRolePolicyCommand(inline));
    undo.push(() =>
      admin.iam.send(
        new PutRolePolicyCommand({ ...inline, PolicyDocument: decodeURIComponent(PolicyDocument) }),
      ),
    );
    const KeyId = (await local.aws()).describe.kmsKeyArn;
    const { Grants = [] } = await admin.kms.send(new ListGrantsCommand({ KeyId }));
    const grant = Grants.find(({ Name }) => Name === "vendor:acme:secret");
    await admin.kms.send(new RevokeGrantCommand({ KeyId, GrantId: grant?.GrantId ?? "" }));
    undo.push(() =>
      admin.kms.send(
        new CreateGrantCommand({
          KeyId,
          Name: "vendor:acme:secret",
          GranteePrincipal: ROLE,
          Operations: ["Decrypt"],
          Constraints: grant?.Constraints,
        }),
      ),
    );
    const { exit, result } = await proveJson("--live");
    expect(exit).toBe(10);
    expect(result.missing).toEqual([
      `bucket ${BUCKET} has no policy: nothing refuses plain http; vendor doctor says how to mend it`,
      `acme: ${ROLE} has no policy; vendor onboard acme puts it back`,
      `acme: the secret ${SecretId} has no policy: whoever of the account 123456789012 may read every secret reads it; vendor onboard acme puts it back`,
      "acme: the key has no grant vendor:acme:secret; vendor onboard acme puts it back",
    ]);
    // Of the partners that are not asked about only what is everybody's is told.
    expect((await proveJson("globex", "--live")).result.missing).toEqual([
      expect.stringContaining(`bucket ${BUCKET} has no policy`),
    ]);
  });

  it("says that a partner's secret is to be deleted, or gone", async () => {
    const SecretId = "vendor/globex/connection";
    await admin.secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    undo.push(() => admin.secrets.send(new RestoreSecretCommand({ SecretId })));
    const { exit, result } = await proveJson("--live");
    expect(exit).toBe(10);
    expect(result.missing).toEqual([
      `globex: there is no secret ${SecretId}; vendor onboard globex puts it back`,
    ]);
  });

  it("says that a partner's role is gone", async () => {
    await admin.iam.send(new DeleteRolePolicyCommand({ RoleName: "vendor-globex", PolicyName: "access" }));
    await admin.iam.send(new DeleteRoleCommand({ RoleName: "vendor-globex" }));
    const { exit, out } = await prove("--live");
    expect(exit).toBe(10);
    expect(out).toContain(
      "! not proven: globex: there is no role arn:aws:iam::123456789012:role/vendor-globex",
    );
  });
});
