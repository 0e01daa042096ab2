import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAws, type Role, type ServedPlace, servePlace } from "./support/place.ts";

const ACCOUNT = "123456789012";
const BUCKET = "partner-files";
const KEY = "alias/partner-files";
const SECRET = "vendor/acme/connection";
const SERVER = "s-0123456789abcdef0";
const MEBIBYTE = 1024 * 1024;

let place: ServedPlace;

beforeAll(async () => {
  place = await servePlace();
  const { code, stderr } = await place.vendor("onboard", "acme", "--local", "--yes");
  expect(code, stderr).toBe(0);
});

afterAll(() => place?.stop());

/** Runs the AWS CLI and expects it to be refused. @returns what it said */
async function refused(role: Role, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await place.aws(role, ...args);
  expect(code, stdout).not.toBe(0);
  return stderr;
}

/** Runs the AWS CLI and expects it to succeed. @returns what it printed */
async function done(role: Role, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await place.aws(role, ...args);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

function file(name: string, content: string | Buffer): string {
  const path = join(place.dir, name);
  writeFileSync(path, content);
  return path;
}

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

describe("STS", () => {
  it.each([
    ["operator", ACCOUNT, "assumed-role/vendor-operator/"],
    ["admin", ACCOUNT, "assumed-role/admin/"],
    ["partner-desk", ACCOUNT, "assumed-role/partner-desk/"],
    ["sandbox", "210987654321", "assumed-role/vendor-sandbox-partner/"],
    ["engineer", ACCOUNT, "user/engineer"],
  ] as const)("tells %s who it is", async (role, account, name) => {
    const caller = await place.json<{ Account: string; Arn: string }>(role, "sts", "get-caller-identity");
    expect(caller.Account).toBe(account);
    expect(caller.Arn).toContain(name);
  });

  it("lets nobody but Transfer into the partner's role", async () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/vendor-acme`;
    for (const who of ["sandbox", "operator", "engineer"] as const)
      expect(
        await refused(who, "sts", "assume-role", "--role-arn", role, "--role-session-name", "test"),
      ).toContain("(AccessDenied)");
  });
});

describe("IAM", () => {
  it("shows the partner's role, its tags and its one policy", async () => {
    interface Role {
      readonly Role: { readonly Arn: string; readonly AssumeRolePolicyDocument: { Statement: unknown[] } };
    }
    const { Role: role } = await place.json<Role>(
      "operator",
      "iam",
      "get-role",
      "--role-name",
      "vendor-acme",
    );
    expect(role.Arn).toBe(`arn:aws:iam::${ACCOUNT}:role/vendor-acme`);
    expect(role.AssumeRolePolicyDocument.Statement).toMatchObject([
      { Effect: "Allow", Principal: { Service: "transfer.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    const named = ["--role-name", "vendor-acme"];
    const { Tags } = await place.json<{ Tags: { Key: string; Value: string }[] }>(
      "operator",
      "iam",
      "list-role-tags",
      ...named,
    );
    expect(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))).toMatchObject({
      "vendor:partner": "acme",
      "vendor:runbook": expect.stringMatching(/^hosted-sftp@/),
    });
    expect(await place.json("operator", "iam", "list-role-policies", ...named)).toEqual({
      PolicyNames: ["access"],
    });
    const { PolicyDocument } = await place.json<{ PolicyDocument: { Statement: { Sid: string }[] } }>(
      "operator",
      "iam",
      "get-role-policy",
      ...named,
      "--policy-name",
      "access",
    );
    expect(PolicyDocument.Statement.length).toBeGreaterThan(2);
    for (const { Sid } of PolicyDocument.Statement) expect(Sid).toMatch(/^VendorAcme/);
  });

  it("says what is not there, what is refused and what is left out", async () => {
    const named = ["--role-name", "vendor-nobody"];
    expect(await refused("admin", "iam", "get-role", ...named)).toContain("(NoSuchEntity)");
    expect(await refused("operator", "iam", "get-role", "--role-name", "admin")).toContain("(AccessDenied)");
    expect(
      await refused(
        "operator",
        "iam",
        "create-role",
        "--role-name",
        "mine",
        "--assume-role-policy-document",
        "{}",
      ),
    ).toContain("iam:CreateRole");
    expect(await refused("admin", "iam", "create-group", "--group-name", "people")).toMatch(
      /\(NotImplemented\).*CreateGroup/s,
    );
  });
});

describe("S3", () => {
  it("puts, lists, copies, moves, syncs and removes", async () => {
    file("a.csv", "id,amount\n");
    const base = `s3://${BUCKET}/acme`;
    await done("admin", "s3", "cp", "a.csv", `${base}/in/a.csv`);
    expect(await done("admin", "s3", "ls", `${base}/`)).toContain("PRE in/");
    expect(await done("admin", "s3", "ls", `${base}/`, "--recursive")).toContain("acme/in/a.csv");
    await done("admin", "s3", "cp", `${base}/in/a.csv`, `${base}/in/b.csv`);
    await done("admin", "s3", "mv", `${base}/in/b.csv`, `${base}/out/ä b+c.csv`);
    const listed = await done("admin", "s3", "ls", `${base}/`, "--recursive");
    expect(listed).toContain("acme/out/ä b+c.csv");
    expect(listed).not.toContain("acme/in/b.csv");
    expect(await done("admin", "s3", "cp", `${base}/out/ä b+c.csv`, "-")).toBe("id,amount\n");
    mkdirSync(join(place.dir, "tree/deep"), { recursive: true });
    file("tree/one.txt", "1");
    file("tree/deep/two.txt", "2");
    expect(await done("admin", "s3", "sync", "tree", `${base}/tree`)).toContain("deep/two.txt");
    expect(await done("admin", "s3", "sync", "tree", `${base}/tree`)).toBe("");
    await done("admin", "s3", "sync", `${base}/tree`, "back");
    expect(readFileSync(join(place.dir, "back/deep/two.txt"), "utf8")).toBe("2");
    await done("admin", "s3", "rm", `${base}/tree`, "--recursive");
    expect(await done("admin", "s3", "ls", `${base}/`)).not.toContain("tree/");
  });

  it("tells of an object, its versions and its conditions", async () => {
    const object = ["--bucket", BUCKET, "--key", "acme/notes.txt"];
    file("v1", "one");
    file("v2", "two");
    const put = ["s3api", "put-object", ...object, "--body"];
    await done("admin", ...put, "v1", "--metadata", "sender=acme");
    const first = await place.json<Record<string, unknown>>("admin", "s3api", "head-object", ...object);
    expect(first).toMatchObject({
      ContentLength: 3,
      ServerSideEncryption: "aws:kms",
      Metadata: { sender: "acme" },
    });
    await done("admin", ...put, "v2");
    const { Versions } = await place.json<{ Versions: { VersionId: string; IsLatest: boolean }[] }>(
      "admin",
      "s3api",
      "list-object-versions",
      "--bucket",
      BUCKET,
      "--prefix",
      "acme/notes.txt",
    );
    expect(Versions.map(({ IsLatest }) => IsLatest)).toEqual([true, false]);
    const older = ["--version-id", Versions[1]?.VersionId ?? ""];
    await done("admin", "s3api", "get-object", ...object, ...older, "older");
    expect(readFileSync(join(place.dir, "older"), "utf8")).toBe("one");
    const etag = String(first.ETag);
    expect(await refused("admin", "s3api", "get-object", ...object, "--if-match", etag, "x")).toContain(
      "(PreconditionFailed)",
    );
    expect(
      await refused("admin", "s3api", "head-object", ...object, ...older, "--if-none-match", etag),
    ).toContain("(304)");
    await done("admin", "s3api", "delete-object", ...object);
    expect(await refused("admin", "s3api", "head-object", ...object)).toContain("(404)");
    expect(await refused("admin", "s3api", "get-object", ...object, "x")).toContain("(NoSuchKey)");
  });

  it("tells of the bucket", async () => {
    const bucket = ["--bucket", BUCKET];
    expect(await place.json("operator", "s3api", "get-bucket-versioning", ...bucket)).toEqual({
      Status: "Enabled",
    });
    const { Policy } = await place.json<{ Policy: string }>(
      "operator",
      "s3api",
      "get-bucket-policy",
      ...bucket,
    );
    expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Sid: "DenyPlainHttp", Effect: "Deny" }] });
    expect(await refused("sandbox", "s3api", "get-bucket-policy", ...bucket)).toMatch(
      /AccessDenied|MethodNotAllowed/,
    );
    expect(await refused("admin", "s3api", "get-bucket-policy", "--bucket", "nowhere-at-all")).toContain(
      "(NoSuchBucket)",
    );
    expect(await refused("sandbox", "s3", "ls", `s3://${BUCKET}/acme/`)).toContain("(AccessDenied)");
  });

  it("moves 20 MB in parts, both ways", async () => {
    const content = randomBytes(20 * MEBIBYTE);
    file("large.bin", content);
    await done("admin", "s3", "cp", "large.bin", `s3://${BUCKET}/acme/large.bin`, "--no-progress");
    const { ETag } = await place.json<{ ETag: string }>(
      "admin",
      "s3api",
      "head-object",
      "--bucket",
      BUCKET,
      "--key",
      "acme/large.bin",
    );
    expect(ETag).toMatch(/-3"$/);
    await done("admin", "s3", "cp", `s3://${BUCKET}/acme/large.bin`, "back.bin", "--no-progress");
    expect(sha256(readFileSync(join(place.dir, "back.bin")))).toBe(sha256(content));
    await done("admin", "s3", "rm", `s3://${BUCKET}/acme/large.bin`);
  });
});

describe("KMS", () => {
  it("shows the key and the partner's grant, and encrypts and decrypts", async () => {
    const { KeyMetadata } = await place.json<{ KeyMetadata: { Arn: string; KeyState: string } }>(
      "operator",
      "kms",
      "describe-key",
      "--key-id",
      KEY,
    );
    expect(KeyMetadata.KeyState).toBe("Enabled");
    const { Grants } = await place.json<{ Grants: object[] }>(
      "operator",
      "kms",
      "list-grants",
      "--key-id",
      KeyMetadata.Arn,
    );
    expect(Grants).toMatchObject([
      {
        Name: "vendor:acme:secret",
        GranteePrincipal: `arn:aws:iam::${ACCOUNT}:role/vendor-acme`,
        Operations: ["Decrypt"],
        Constraints: { EncryptionContextSubset: { SecretARN: expect.stringContaining(SECRET) } },
      },
    ]);
    const context = ["--encryption-context", "for=acme"];
    file("plain", "hello");
    const { CiphertextBlob } = await place.json<{ CiphertextBlob: string }>(
      "admin",
      "kms",
      "encrypt",
      "--key-id",
      KEY,
      "--plaintext",
      "fileb://plain",
      ...context,
    );
    file("cipher", Buffer.from(CiphertextBlob, "base64"));
    const decrypt = ["kms", "decrypt", "--ciphertext-blob", "fileb://cipher"];
    const { Plaintext } = await place.json<{ Plaintext: string }>("admin", ...decrypt, ...context);
    expect(Buffer.from(Plaintext, "base64").toString()).toBe("hello");
    expect(await refused("admin", ...decrypt)).toContain("(InvalidCiphertextException)");
    expect(
      await refused("sandbox", "kms", "encrypt", "--key-id", KeyMetadata.Arn, "--plaintext", "fileb://plain"),
    ).toContain("(AccessDeniedException)");
  });
});

describe("KMS keys that sign", () => {
  it("sign and verify, and give their public half away", async () => {
    file("message", "what happened");
    const use = ["--key-id", "alias/vendor-audit", "--message", "fileb://message"];
    const algorithm = ["--message-type", "RAW", "--signing-algorithm", "ECDSA_SHA_256"];
    const { Signature } = await place.json<{ Signature: string }>(
      "operator",
      "kms",
      "sign",
      ...use,
      ...algorithm,
    );
    file("signature", Buffer.from(Signature, "base64"));
    const { PublicKey } = await place.json<{ PublicKey: string }>(
      "operator",
      "kms",
      "get-public-key",
      "--key-id",
      "alias/vendor-audit",
    );
    const key = createPublicKey({ key: Buffer.from(PublicKey, "base64"), format: "der", type: "spki" });
    expect(verify("sha256", Buffer.from("what happened"), key, Buffer.from(Signature, "base64"))).toBe(true);
    const check = ["kms", "verify", ...use, ...algorithm, "--signature", "fileb://signature"];
    expect(await place.json("admin", ...check)).toMatchObject({ SignatureValid: true });
    file("message", "something else");
    expect(await refused("admin", ...check)).toContain("(KMSInvalidSignatureException)");
    expect(await refused("operator", ...check)).toContain("(AccessDeniedException)");
  });
});

describe("Secrets Manager", () => {
  it("describes the secret to the operator and gives its value to the partner desk only", async () => {
    const named = ["--secret-id", SECRET];
    const described = await place.json<{ Name: string; KmsKeyId: string }>(
      "operator",
      "secretsmanager",
      "describe-secret",
      ...named,
    );
    expect(described).toMatchObject({ Name: SECRET, KmsKeyId: expect.stringContaining(":key/") });
    const { SecretString } = await place.json<{ SecretString: string }>(
      "partner-desk",
      "secretsmanager",
      "get-secret-value",
      ...named,
    );
    expect(JSON.parse(SecretString)).toMatchObject({ protocol: "sftp", username: "acme" });
    for (const role of ["operator", "sandbox"] as const)
      expect(await refused(role, "secretsmanager", "get-secret-value", ...named)).toMatch(
        role === "operator" ? /\(AccessDeniedException\)/ : /\(\w+Exception\)/,
      );
    expect(
      await refused("partner-desk", "secretsmanager", "get-secret-value", "--secret-id", "vendor/none"),
    ).toContain("(ResourceNotFoundException)");
  });
});

describe("Transfer", () => {
  it("shows the server and the partner's user", async () => {
    const server = ["--server-id", SERVER];
    expect(await place.json("operator", "transfer", "describe-server", ...server)).toMatchObject({
      Server: { State: "ONLINE", Protocols: ["SFTP"], HostKeyFingerprint: expect.stringMatching(/^SHA256:/) },
    });
    expect(
      await place.json("operator", "transfer", "describe-user", ...server, "--user-name", "acme"),
    ).toMatchObject({
      User: {
        UserName: "acme",
        HomeDirectoryType: "LOGICAL",
        HomeDirectoryMappings: [{ Entry: "/", Target: `/${BUCKET}/acme` }],
        SshPublicKeys: [{ SshPublicKeyBody: expect.stringMatching(/^ssh-ed25519 /) }],
      },
    });
    const { Users } = await place.json<{ Users: { UserName: string }[] }>(
      "admin",
      "transfer",
      "list-users",
      ...server,
    );
    expect(Users.map(({ UserName }) => UserName)).toEqual(["acme"]);
    expect(await refused("admin", "transfer", "describe-user", ...server, "--user-name", "nobody")).toContain(
      "(ResourceNotFoundException)",
    );
  });
});

describe("CloudTrail", () => {
  it("names the operator as who made the partner's role", async () => {
    const { Events } = await place.json<{ Events: { CloudTrailEvent: string }[] }>(
      "admin",
      "cloudtrail",
      "lookup-events",
      "--lookup-attributes",
      "AttributeKey=EventName,AttributeValue=CreateRole",
    );
    const made = Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent)).find(
      (event) => event.requestParameters?.roleName === "vendor-acme",
    );
    expect(made).toMatchObject({
      eventSource: "iam.amazonaws.com",
      userIdentity: {
        type: "AssumedRole",
        sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${ACCOUNT}:role/vendor-operator` } },
      },
    });
  });
});

describe("credentials", () => {
  it.each([
    ["a wrong secret key", { AWS_SECRET_ACCESS_KEY: "wrong" }, "(SignatureDoesNotMatch)"],
    ["an unknown access key", { AWS_ACCESS_KEY_ID: "ASIAUNKNOWNUNKNOWN00" }, "(InvalidClientTokenId)"],
    ["a spoilt token", { AWS_SESSION_TOKEN: "spoilt" }, "(InvalidClientTokenId)"],
  ])("refuses %s", async (_, spoilt, code) => {
    const env = { ...place.env, ...(await place.environment("operator")), ...spoilt };
    const { stderr } = await callAws(["sts", "get-caller-identity"], { cwd: place.dir, env });
    expect(stderr).toContain(code);
  });
});
