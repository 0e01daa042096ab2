import { CreateKeyCommand, DisableKeyCommand, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  UpdateSecretCommand,
  ValidateResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Statement } from "../../../src/policy/types.ts";
import {
  ACCOUNT,
  type Actor,
  allow,
  codeOf,
  errorOf,
  type Lab,
  OTHER_ACCOUNT,
  policyOf,
  startLab,
} from "../kms/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const via = "secretsmanager.eu-central-1.amazonaws.com";
const read = (actor: Actor, SecretId: string) => actor.secrets.send(new GetSecretValueCommand({ SecretId }));

async function newKey(): Promise<string> {
  const made = await lab.admin.kms.send(new CreateKeyCommand({}));
  lab.spread();
  return made.KeyMetadata?.Arn ?? "";
}

async function newSecret(Name: string, KmsKeyId?: string): Promise<string> {
  const input = { Name, SecretString: "value", ...(KmsKeyId === undefined ? {} : { KmsKeyId }) };
  return (await lab.admin.secrets.send(new CreateSecretCommand(input))).ARN ?? "";
}

async function putPolicy(SecretId: string, statement: Statement): Promise<void> {
  const ResourcePolicy = JSON.stringify(policyOf(statement));
  await lab.admin.secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
  lab.spread();
}

describe("reading a secret", () => {
  it("takes permission on that secret, not on a look-alike", async () => {
    const own = await newSecret("vendor/acme/key");
    const sibling = await newSecret("vendor/acme/key-other");
    const partner = lab.actor("by-suffix", [
      allow("secretsmanager:GetSecretValue", `${own.slice(0, -6)}??????`),
    ]);
    expect((await read(partner, own)).SecretString).toBe("value");
    expect((await read(partner, "vendor/acme/key")).SecretString).toBe("value");
    const refused = await errorOf(read(partner, sibling));
    expect(refused.name).toBe("AccessDeniedException");
    expect(refused.message).toContain(
      "is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:",
    );
  });

  it("takes kms:Decrypt in the secret's context too where the key is the customer's", async () => {
    const key = await newKey();
    const arn = await newSecret("vendor/cmk", key);
    const other = await newSecret("vendor/cmk-other", key);
    const get = allow("secretsmanager:GetSecretValue");
    const plain = lab.actor("without-kms", [get]);
    const refused = await errorOf(read(plain, arn));
    expect([refused.name, refused.message]).toEqual([
      "AccessDeniedException",
      "Access to KMS is not allowed",
    ]);
    const bound = lab.actor("with-kms", [
      get,
      {
        ...allow("kms:Decrypt", key),
        Condition: { StringEquals: { "kms:ViaService": via, "kms:EncryptionContext:SecretARN": arn } },
      },
    ]);
    expect((await read(bound, arn)).SecretString).toBe("value");
    expect(await codeOf(read(bound, other))).toBe("AccessDeniedException");
  });

  it("fails while the key is disabled", async () => {
    const key = await newKey();
    const arn = await newSecret("vendor/disabled", key);
    await read(lab.admin, arn);
    await lab.admin.kms.send(new DisableKeyCommand({ KeyId: key }));
    expect(await codeOf(read(lab.admin, arn))).toBe("DecryptionFailure");
    const create = lab.admin.secrets.send(
      new CreateSecretCommand({ Name: "vendor/no", SecretString: "x", KmsKeyId: key }),
    );
    expect(await codeOf(create)).toBe("EncryptionFailure");
  });

  it("across accounts takes both sides and a customer-managed key", async () => {
    const key = await newKey();
    const foreign = lab.actor(
      "foreign",
      [allow(["secretsmanager:GetSecretValue", "kms:Decrypt"])],
      OTHER_ACCOUNT,
    );
    const principal = { Principal: { AWS: foreign.role.arn } };
    const withDefault = await newSecret("vendor/default-key");
    const withKey = await newSecret("vendor/shared", key);
    expect(await codeOf(read(foreign, withKey))).toBe("AccessDeniedException");
    await putPolicy(withDefault, { ...allow("secretsmanager:GetSecretValue"), ...principal });
    await putPolicy(withKey, { ...allow("secretsmanager:GetSecretValue"), ...principal });
    expect((await errorOf(read(foreign, withDefault))).message).toContain("default KMS service key");
    expect((await errorOf(read(foreign, withKey))).message).toBe("Access to KMS is not allowed");
    const root = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
    const Policy = JSON.stringify(
      policyOf({ ...allow("kms:*"), ...root }, { ...allow("kms:Decrypt"), ...principal }),
    );
    await lab.admin.kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy }));
    lab.spread();
    expect((await read(foreign, withKey)).SecretString).toBe("value");
  });
});

describe("writing a secret", () => {
  it("takes kms:GenerateDataKey and kms:Decrypt where the key is the customer's", async () => {
    const key = await newKey();
    const write = (actor: Actor, Name: string) =>
      actor.secrets.send(new CreateSecretCommand({ Name, SecretString: "x", KmsKeyId: key }));
    const createSecret = allow("secretsmanager:CreateSecret");
    const half = lab.actor("half-writer", [createSecret, allow("kms:GenerateDataKey")]);
    const whole = lab.actor("whole-writer", [createSecret, allow(["kms:GenerateDataKey", "kms:Decrypt"])]);
    expect((await errorOf(write(half, "vendor/half"))).message).toBe("Access to KMS is not allowed");
    await write(whole, "vendor/whole");
  });

  it("moves its versions to another key", async () => {
    const arn = await newSecret("vendor/rekeyed");
    const key = await newKey();
    await lab.admin.secrets.send(new UpdateSecretCommand({ SecretId: arn, KmsKeyId: key }));
    expect((await read(lab.admin, arn)).SecretString).toBe("value");
    const withoutKms = lab.actor("without-kms-again", [allow("secretsmanager:GetSecretValue")]);
    expect(await codeOf(read(withoutKms, arn))).toBe("AccessDeniedException");
  });

  it("gives policies the request's tags and recovery window", async () => {
    const tagged = lab.actor("tagged-writer", [
      {
        ...allow(["secretsmanager:CreateSecret", "secretsmanager:TagResource"]),
        Condition: { StringEquals: { "aws:RequestTag/owner": "files" } },
      },
      {
        ...allow("secretsmanager:DeleteSecret"),
        Condition: { NumericGreaterThanEquals: { "secretsmanager:RecoveryWindowInDays": "14" } },
      },
    ]);
    const create = (Value: string) =>
      tagged.secrets.send(
        new CreateSecretCommand({ Name: "vendor/tagged", Tags: [{ Key: "owner", Value }] }),
      );
    const remove = (more: object) =>
      tagged.secrets.send(new DeleteSecretCommand({ SecretId: "vendor/tagged", ...more }));
    expect(await codeOf(create("others"))).toBe("AccessDeniedException");
    await create("files");
    expect(await codeOf(remove({ RecoveryWindowInDays: 7 }))).toBe("AccessDeniedException");
    expect(await codeOf(remove({ ForceDeleteWithoutRecovery: true }))).toBe("AccessDeniedException");
    await remove({ RecoveryWindowInDays: 14 });
  });
});

describe("resource policies", () => {
  it("allow within the account by themselves, and deny in spite of everything", async () => {
    const arn = await newSecret("vendor/policy");
    const { role, ...clients } = lab.actor("named", []);
    const partner = { role, ...clients };
    expect(await codeOf(read(partner, arn))).toBe("AccessDeniedException");
    await putPolicy(arn, { ...allow("secretsmanager:GetSecretValue"), Principal: { AWS: role.arn } });
    await read(partner, arn);
    const got = await lab.admin.secrets.send(new GetResourcePolicyCommand({ SecretId: arn }));
    expect(JSON.parse(got.ResourcePolicy ?? "")).toMatchObject({
      Statement: [{ Principal: { AWS: role.arn } }],
    });
    await putPolicy(arn, {
      Effect: "Deny",
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
      Principal: "*",
    });
    expect((await errorOf(read(lab.admin, arn))).message).toContain("explicit deny");
    await lab.admin.secrets.send(new DeleteResourcePolicyCommand({ SecretId: arn }));
    lab.spread();
    await read(lab.admin, arn);
  });

  it("are refused when malformed, naming nobody, or public", async () => {
    const arn = await newSecret("vendor/refusals");
    const put = (ResourcePolicy: string, more: object = {}) =>
      lab.admin.secrets.send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy, ...more }));
    const everyone = JSON.stringify(policyOf({ ...allow("secretsmanager:GetSecretValue"), Principal: "*" }));
    const ghost = { AWS: `arn:aws:iam::${ACCOUNT}:role/ghost` };
    const nobody = JSON.stringify(policyOf({ ...allow("secretsmanager:GetSecretValue"), Principal: ghost }));
    expect(await codeOf(put("{"))).toBe("MalformedPolicyDocumentException");
    expect(await codeOf(put(nobody))).toBe("MalformedPolicyDocumentException");
    expect(await codeOf(put(everyone, { BlockPublicPolicy: true }))).toBe("PublicPolicyException");
    expect(await codeOf(put(" ".repeat(20_481)))).toBe("ValidationException");
    const judged = await lab.admin.secrets.send(
      new ValidateResourcePolicyCommand({ ResourcePolicy: nobody }),
    );
    expect(judged).toMatchObject({
      PolicyValidationPassed: false,
      ValidationErrors: [{ CheckName: "SYNTAX" }],
    });
    await put(everyone);
  });
});
