import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateMacCommand,
  GenerateRandomCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT, allow, codeOf, errorOf, type Lab, OTHER_ACCOUNT, policyOf, startLab } from "./lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const plain = Buffer.from("a plain text");

async function newKey(input: ConstructorParameters<typeof CreateKeyCommand>[0] = {}): Promise<string> {
  const made = await lab.admin.kms.send(new CreateKeyCommand(input));
  lab.spread();
  return made.KeyMetadata?.Arn ?? "";
}

async function encrypt(KeyId: string, EncryptionContext: Record<string, string> = {}) {
  const answer = await lab.admin.kms.send(new EncryptCommand({ KeyId, Plaintext: plain, EncryptionContext }));
  return answer.CiphertextBlob ?? new Uint8Array();
}

describe("ciphertexts", () => {
  it("open with their context only, and with their key only", async () => {
    const key = await newKey();
    const open = (input: object, blob: Uint8Array) =>
      lab.admin.kms.send(new DecryptCommand({ CiphertextBlob: blob, ...input }));
    const blob = await encrypt(key, { a: "1", b: "2" });
    const opened = await open({ EncryptionContext: { b: "2", a: "1" } }, blob);
    expect(Buffer.from(opened.Plaintext ?? "")).toEqual(plain);
    expect(opened.KeyId).toBe(key);
    expect(await codeOf(open({}, blob))).toBe("InvalidCiphertextException");
    expect(await codeOf(open({ EncryptionContext: { a: "1" } }, blob))).toBe("InvalidCiphertextException");
    const other = await newKey();
    const wrongKey = open({ KeyId: other, EncryptionContext: { a: "1", b: "2" } }, blob);
    expect(await codeOf(wrongKey)).toBe("IncorrectKeyException");
    expect(await codeOf(open({}, Buffer.from("no ciphertext")))).toBe("InvalidCiphertextException");
    const flipped = Buffer.from(blob);
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    expect(await codeOf(open({ EncryptionContext: { a: "1", b: "2" } }, flipped))).toBe(
      "InvalidCiphertextException",
    );
  });

  it("move to another key with ReEncrypt", async () => {
    const [from, to] = [await newKey(), await newKey()];
    const moved = await lab.admin.kms.send(
      new ReEncryptCommand({ CiphertextBlob: await encrypt(from), DestinationKeyId: to }),
    );
    expect(moved).toMatchObject({ SourceKeyId: from, KeyId: to });
    const opened = await lab.admin.kms.send(
      new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, KeyId: to }),
    );
    expect(Buffer.from(opened.Plaintext ?? "")).toEqual(plain);
  });

  it("are made for data keys", async () => {
    const KeyId = await newKey();
    const made = await lab.admin.kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
    const opened = await lab.admin.kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(opened.Plaintext).toEqual(made.Plaintext);
    expect(made.Plaintext).toHaveLength(32);
    const without = await lab.admin.kms.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 24 }),
    );
    expect(without).not.toHaveProperty("Plaintext");
    expect(await codeOf(lab.admin.kms.send(new GenerateDataKeyCommand({ KeyId })))).toBe(
      "ValidationException",
    );
    const random = await lab.admin.kms.send(new GenerateRandomCommand({ NumberOfBytes: 12 }));
    expect(random.Plaintext).toHaveLength(12);
  });

  it("leave no plain text in the state or the trail", async () => {
    await encrypt(await newKey());
    expect(lab.written()).not.toContain(plain.toString("base64"));
  });
});

describe("a key's state", () => {
  it("stops its use while it is disabled or waits to be deleted", async () => {
    const KeyId = await newKey();
    await lab.admin.kms.send(new DisableKeyCommand({ KeyId }));
    expect(await codeOf(encrypt(KeyId))).toBe("DisabledException");
    await lab.admin.kms.send(new EnableKeyCommand({ KeyId }));
    await encrypt(KeyId);
    const gone = await lab.admin.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(gone.KeyState).toBe("PendingDeletion");
    expect(await codeOf(encrypt(KeyId))).toBe("KMSInvalidStateException");
    await lab.admin.kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await codeOf(encrypt(KeyId))).toBe("DisabledException");
  });

  it("is told by DescribeKey, ListKeys and GetKeyRotationStatus", async () => {
    const KeyId = await newKey({ Description: "for something" });
    await lab.admin.kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "for files" }));
    const described = await lab.admin.kms.send(new DescribeKeyCommand({ KeyId }));
    expect(described.KeyMetadata).toMatchObject({
      Arn: KeyId,
      AWSAccountId: ACCOUNT,
      Description: "for files",
      KeyState: "Enabled",
      KeyManager: "CUSTOMER",
      KeySpec: "SYMMETRIC_DEFAULT",
    });
    const listed = await lab.admin.kms.send(new ListKeysCommand({ Limit: 1000 }));
    expect(listed.Keys?.map((key) => key.KeyArn)).toContain(KeyId);
    const status = () => lab.admin.kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect((await status()).KeyRotationEnabled).toBe(false);
    await lab.admin.kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 180 }));
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 180 });
  });
});

describe("names of keys", () => {
  it("are ids, ARNs, aliases and alias ARNs", async () => {
    const arn = await newKey();
    const id = arn.slice(arn.indexOf("/") + 1);
    await lab.admin.kms.send(new CreateAliasCommand({ AliasName: "alias/files", TargetKeyId: id }));
    const aliasArn = `arn:aws:kms:eu-central-1:${ACCOUNT}:alias/files`;
    for (const KeyId of [id, arn, "alias/files", aliasArn]) {
      const described = await lab.admin.kms.send(new DescribeKeyCommand({ KeyId }));
      expect(described.KeyMetadata?.Arn).toBe(arn);
    }
    const aliases = await lab.admin.kms.send(new ListAliasesCommand({ KeyId: id }));
    expect(aliases.Aliases).toMatchObject([
      { AliasName: "alias/files", AliasArn: aliasArn, TargetKeyId: id },
    ]);
    const twice = lab.admin.kms.send(new CreateAliasCommand({ AliasName: "alias/files", TargetKeyId: id }));
    expect(await codeOf(twice)).toBe("AlreadyExistsException");
    const other = await newKey();
    await lab.admin.kms.send(new UpdateAliasCommand({ AliasName: "alias/files", TargetKeyId: other }));
    const moved = await lab.admin.kms.send(new DescribeKeyCommand({ KeyId: "alias/files" }));
    expect(moved.KeyMetadata?.Arn).toBe(other);
    await lab.admin.kms.send(new DeleteAliasCommand({ AliasName: "alias/files" }));
    expect(await codeOf(lab.admin.kms.send(new DescribeKeyCommand({ KeyId: "alias/files" })))).toBe(
      "NotFoundException",
    );
  });

  it.each([
    ["00000000-0000-0000-0000-000000000000", "NotFoundException"],
    ["alias/nothing", "NotFoundException"],
    ["not a key id", "NotFoundException"],
    [`arn:aws:kms:us-east-1:${ACCOUNT}:key/00000000-0000-0000-0000-000000000000`, "NotFoundException"],
    ["arn:aws:iam::123456789012:role/x", "InvalidArnException"],
  ])("%s is %s", async (KeyId, code) => {
    expect(await codeOf(lab.admin.kms.send(new DescribeKeyCommand({ KeyId })))).toBe(code);
  });
});

describe("key policies", () => {
  const delegation = {
    Effect: "Allow" as const,
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  const put = (KeyId: string, Policy: string, extra = {}) =>
    lab.admin.kms.send(new PutKeyPolicyCommand({ KeyId, Policy, ...extra }));

  it("decide: an identity policy counts only where they delegate", async () => {
    const KeyId = await newKey();
    const user = lab.actor("kms-user", [allow("kms:Encrypt")]);
    const use = () => user.kms.send(new EncryptCommand({ KeyId, Plaintext: plain }));
    await use();
    const adminOnly = { ...delegation, Principal: { AWS: lab.admin.role.arn } };
    await put(KeyId, JSON.stringify(policyOf(adminOnly)));
    lab.spread();
    expect((await errorOf(use())).message).toContain(
      "is not authorized to perform: kms:Encrypt on resource: arn:aws:kms",
    );
    await encrypt(KeyId);
  });

  it("let another account in only together with its own policies", async () => {
    const KeyId = await newKey({
      Policy: JSON.stringify(
        policyOf(delegation, {
          ...delegation,
          Sid: "foreign",
          Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
          Action: "kms:Encrypt",
        }),
      ),
    });
    const trusted = lab.actor("foreign-user", [allow("kms:Encrypt")], OTHER_ACCOUNT);
    const powerless = lab.actor("foreign-nobody", [], OTHER_ACCOUNT);
    await trusted.kms.send(new EncryptCommand({ KeyId, Plaintext: plain }));
    const refused = powerless.kms.send(new EncryptCommand({ KeyId, Plaintext: plain }));
    expect(await codeOf(refused)).toBe("AccessDeniedException");
    expect(await codeOf(trusted.kms.send(new DescribeKeyCommand({ KeyId })))).toBe("AccessDeniedException");
  });

  it("are refused when malformed, too long, locking the caller out or naming nobody", async () => {
    const KeyId = await newKey();
    const malformed = "MalformedPolicyDocumentException";
    expect(await codeOf(put(KeyId, "{"))).toBe(malformed);
    expect(await codeOf(put(KeyId, JSON.stringify({ Statement: [{ Effect: "Maybe" }] })))).toBe(malformed);
    const ghost = { ...delegation, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/ghost` } };
    expect(await codeOf(put(KeyId, JSON.stringify(policyOf(delegation, ghost))))).toBe(malformed);
    const lockout = JSON.stringify(policyOf({ ...delegation, Action: "kms:Decrypt" }));
    expect((await errorOf(put(KeyId, lockout))).message).toContain(
      "will not allow you to update the key policy",
    );
    const long = JSON.stringify(policyOf(delegation)) + " ".repeat(32_768);
    expect(await codeOf(put(KeyId, long))).toBe("LimitExceededException");
    await put(KeyId, lockout, { BypassPolicyLockoutSafetyCheck: true });
  });

  it("show a principal as its ARN while it lives, then as its bare id", async () => {
    const { role } = lab.actor("mentioned", []);
    const mention = { ...delegation, Sid: "mention", Principal: { AWS: role.arn } };
    const KeyId = await newKey({ Policy: JSON.stringify(policyOf(delegation, mention)) });
    const read = async () => (await lab.admin.kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy ?? "";
    expect(await read()).toContain(role.arn);
    lab.deleteRole(role);
    expect(await read()).toContain(role.id);
    expect(await codeOf(put(KeyId, await read()))).toBe("MalformedPolicyDocumentException");
  });
});

describe("requests", () => {
  it("with unknown members or of operations left out are refused by name", async () => {
    const unknown = new CreateKeyCommand({});
    const body = '{"Colour":"red"}';
    unknown.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body = body;
        request.headers["content-length"] = String(body.length);
        return next(args);
      },
      { step: "build", priority: "low" },
    );
    expect((await errorOf(lab.admin.kms.send(unknown))).message).toContain("Colour");
    const left = await errorOf(
      lab.admin.kms.send(
        new GenerateMacCommand({ KeyId: "alias/x", Message: plain, MacAlgorithm: "HMAC_SHA_256" }),
      ),
    );
    expect(left).toMatchObject({ name: "UnsupportedOperationException" });
    expect(left.message).toContain("GenerateMac");
  });

  it("tag and untag, within AWS's limits", async () => {
    const KeyId = await newKey({ Tags: [{ TagKey: "owner", TagValue: "files" }] });
    const tag = (TagKey: string) =>
      lab.admin.kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey, TagValue: "1" }] }));
    await tag("stage");
    await lab.admin.kms.send(new UntagResourceCommand({ KeyId, TagKeys: ["owner"] }));
    const listed = await lab.admin.kms.send(new ListResourceTagsCommand({ KeyId }));
    expect(listed.Tags).toEqual([{ TagKey: "stage", TagValue: "1" }]);
    expect(await codeOf(tag("aws:mine"))).toBe("TagException");
    const many = Array.from({ length: 50 }, (_, index) => ({ TagKey: `t${index}`, TagValue: "" }));
    const tooMany = lab.admin.kms.send(new TagResourceCommand({ KeyId, Tags: many }));
    expect(await codeOf(tooMany)).toBe("LimitExceededException");
  });

  it("leave one event each in the trail, with the key", async () => {
    const KeyId = await newKey();
    await encrypt(KeyId, { purpose: "trail" });
    const events = lab.world
      .events()
      .filter((event) => event.resources.some((resource) => resource.name === KeyId));
    expect(events.map((event) => event.eventName)).toEqual(["CreateKey", "Encrypt"]);
    expect(events[1]?.request).toEqual({ KeyId, EncryptionContext: { purpose: "trail" } });
  });
});
