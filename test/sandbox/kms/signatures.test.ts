import { constants, createHash, createPublicKey, verify } from "node:crypto";
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetPublicKeyCommand,
  type KeySpec,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  type SignCommandInput,
  type SigningAlgorithmSpec,
  VerifyCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT, allow, codeOf, type Lab, OTHER_ACCOUNT, policyOf, startLab } from "./lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const MESSAGE = Buffer.from("what happened");

async function newKey(KeySpec: KeySpec = "ECC_NIST_P256"): Promise<string> {
  const made = await lab.admin.kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: "SIGN_VERIFY" }));
  lab.spread();
  return made.KeyMetadata?.Arn ?? "";
}

const sign = (KeyId: string, more: Partial<SignCommandInput> = {}, who = lab.admin) =>
  who.kms.send(new SignCommand({ KeyId, Message: MESSAGE, SigningAlgorithm: "ECDSA_SHA_256", ...more }));

async function publicKeyOf(KeyId: string) {
  const { PublicKey } = await lab.admin.kms.send(new GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? ""), format: "der", type: "spki" });
}

const SCHEMES: readonly (readonly [KeySpec, SigningAlgorithmSpec, string, object])[] = [
  ["ECC_NIST_P256", "ECDSA_SHA_256", "sha256", {}],
  ["RSA_3072", "RSASSA_PSS_SHA_256", "sha256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
  ["RSA_3072", "RSASSA_PSS_SHA_512", "sha512", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }],
  ["RSA_3072", "RSASSA_PKCS1_V1_5_SHA_384", "sha384", {}],
];

describe.each(SCHEMES)("%s with %s", (spec, SigningAlgorithm, hash, padding) => {
  it("signs messages and digests alike, and anybody with the public half can tell", async () => {
    const KeyId = await newKey(spec);
    const key = { key: await publicKeyOf(KeyId), ...padding };
    const digest = createHash(hash).update(MESSAGE).digest();
    for (const [Message, MessageType] of [
      [MESSAGE, "RAW"],
      [digest, "DIGEST"],
    ] as const) {
      const signed = await sign(KeyId, { Message, MessageType, SigningAlgorithm });
      expect(signed).toMatchObject({ KeyId, SigningAlgorithm });
      const Signature = signed.Signature ?? new Uint8Array();
      expect(verify(hash, MESSAGE, key, Signature)).toBe(true);
      const check = (input: object) =>
        lab.admin.kms.send(
          new VerifyCommand({ KeyId, Message, MessageType, Signature, SigningAlgorithm, ...input }),
        );
      for (const form of [
        { Message: MESSAGE, MessageType: "RAW" },
        { Message: digest, MessageType: "DIGEST" },
      ]) {
        expect(await check(form)).toMatchObject({ KeyId, SignatureValid: true, SigningAlgorithm });
        const other = Buffer.from(form.Message);
        other[3] = (other[3] ?? 0) ^ 1;
        expect(await codeOf(check({ ...form, Message: other }))).toBe("KMSInvalidSignatureException");
        const bent = Buffer.from(Signature);
        bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1;
        expect(await codeOf(check({ ...form, Signature: bent }))).toBe("KMSInvalidSignatureException");
        expect(await codeOf(check({ ...form, Signature: Buffer.from("no signature") }))).toBe(
          "KMSInvalidSignatureException",
        );
      }
    }
  });
});

describe("a key that signs", () => {
  it("says what it is", async () => {
    const KeyId = await newKey();
    const { KeyMetadata } = await lab.admin.kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({
      KeySpec: "ECC_NIST_P256",
      KeyUsage: "SIGN_VERIFY",
      SigningAlgorithms: ["ECDSA_SHA_256"],
    });
    expect(KeyMetadata).not.toHaveProperty("EncryptionAlgorithms");
    const {
      $metadata: _,
      PublicKey: __,
      ...told
    } = await lab.admin.kms.send(new GetPublicKeyCommand({ KeyId }));
    expect(told).toEqual({
      KeyId,
      KeySpec: "ECC_NIST_P256",
      CustomerMasterKeySpec: "ECC_NIST_P256",
      KeyUsage: "SIGN_VERIFY",
      SigningAlgorithms: ["ECDSA_SHA_256"],
    });
  });

  it("takes messages up to 4,096 bytes and digests of the right length", async () => {
    const KeyId = await newKey();
    await sign(KeyId, { Message: Buffer.alloc(4_096) });
    const refused = (more: Partial<SignCommandInput>) => codeOf(sign(KeyId, more));
    expect(await refused({ Message: Buffer.alloc(4_097) })).toBe("ValidationException");
    expect(await refused({ Message: Buffer.alloc(31), MessageType: "DIGEST" })).toBe("ValidationException");
    expect(await refused({ SigningAlgorithm: "RSASSA_PSS_SHA_256" })).toBe("InvalidKeyUsageException");
    expect(await refused({ SigningAlgorithm: "NONE" as "ECDSA_SHA_256" })).toBe("ValidationException");
    expect(await refused({ DryRun: true })).toBe("DryRunOperationException");
  });

  it("does nothing else, and keys for something else do not sign", async () => {
    const KeyId = await newKey();
    const encrypt = lab.admin.kms.send(new EncryptCommand({ KeyId, Plaintext: MESSAGE }));
    expect(await codeOf(encrypt)).toBe("InvalidKeyUsageException");
    const rotate = lab.admin.kms.send(new EnableKeyRotationCommand({ KeyId }));
    expect(await codeOf(rotate)).toBe("UnsupportedOperationException");
    const { KeyMetadata } = await lab.admin.kms.send(new CreateKeyCommand({}));
    const symmetric = KeyMetadata?.KeyId ?? "";
    expect(await codeOf(sign(symmetric))).toBe("InvalidKeyUsageException");
    const half = lab.admin.kms.send(new GetPublicKeyCommand({ KeyId: symmetric }));
    expect(await codeOf(half)).toBe("UnsupportedOperationException");
    const odd = lab.admin.kms.send(new CreateKeyCommand({ KeySpec: "ECC_NIST_P256" }));
    expect(await codeOf(odd)).toBe("ValidationException");
    const decrypt = lab.admin.kms.send(new DecryptCommand({ CiphertextBlob: MESSAGE, KeyId }));
    expect(await codeOf(decrypt)).toBe("InvalidCiphertextException");
  });

  it("stops while it is disabled or waits to be deleted", async () => {
    const KeyId = await newKey();
    await lab.admin.kms.send(new DisableKeyCommand({ KeyId }));
    expect(await codeOf(sign(KeyId))).toBe("DisabledException");
    expect(await codeOf(publicKeyOf(KeyId))).toBe("DisabledException");
    await lab.admin.kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await codeOf(sign(KeyId))).toBe("KMSInvalidStateException");
  });

  it("asks its policy, by alias and algorithm too", async () => {
    const KeyId = await newKey();
    const alias = `alias/signs-${KeyId.slice(-6)}`;
    await lab.admin.kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyId }));
    lab.spread();
    const condition = {
      "kms:RequestAlias": alias,
      "kms:SigningAlgorithm": "ECDSA_SHA_256",
      "kms:MessageType": "RAW",
    };
    const signer = lab.actor("signer", [{ ...allow("kms:Sign"), Condition: { StringEquals: condition } }]);
    await sign(alias, {}, signer);
    expect(await codeOf(sign(KeyId, {}, signer))).toBe("AccessDeniedException");
    const half = signer.kms.send(new GetPublicKeyCommand({ KeyId: alias }));
    expect(await codeOf(half)).toBe("AccessDeniedException");
    const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const admins = {
      Effect: "Allow" as const,
      Principal: { AWS: lab.admin.role.arn },
      Action: "kms:*",
      Resource: "*",
    };
    const Policy = JSON.stringify(policyOf(admins, { ...admins, Principal: root, Action: "kms:Verify" }));
    await lab.admin.kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
    lab.spread();
    expect(await codeOf(sign(alias, {}, signer))).toBe("AccessDeniedException");
  });

  it("signs for another account that both sides allow it, and for a grantee", async () => {
    const KeyId = await newKey();
    const stranger = lab.actor("stranger", [allow("kms:Sign")], OTHER_ACCOUNT);
    expect(await codeOf(sign(KeyId, {}, stranger))).toBe("AccessDeniedException");
    const owner = {
      Effect: "Allow" as const,
      Principal: { AWS: lab.admin.role.arn },
      Action: "kms:*",
      Resource: "*",
    };
    const guest = { ...owner, Principal: { AWS: stranger.role.arn }, Action: "kms:Sign" };
    const Policy = JSON.stringify(policyOf(owner, guest));
    await lab.admin.kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
    lab.spread();
    await sign(KeyId, {}, stranger);
    const grantee = lab.actor("grantee", []);
    const grant = (Operations: ("Sign" | "Decrypt")[]) =>
      lab.admin.kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal: grantee.role.arn, Operations }));
    expect(await codeOf(grant(["Decrypt"]))).toBe("ValidationException");
    await grant(["Sign"]);
    lab.spread();
    await sign(KeyId, {}, grantee);
  });
});
