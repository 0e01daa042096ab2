import { type PublicKey, readPublicKey } from "../audit/signature.ts";
import { vendorError } from "../core/errors.ts";
import type { Aws } from "./aws.ts";

/** A KMS key that signs. */
export interface SigningKey extends PublicKey {
  readonly arn: string;
}

/**
 * The key that audit heads are signed with, by its public half.
 * @param keyId key id, key ARN, alias or alias ARN
 * @throws VendorError `signingKeyUnfit` · AwsFailure
 */
export async function signingKeyOf(aws: Aws, keyId: string): Promise<SigningKey> {
  const { output } = await aws.send("kms", "GetPublicKey", { KeyId: keyId });
  const key = readPublicKey(pemOf(output.PublicKey ?? new Uint8Array()));
  if (key === undefined || output.KeyId === undefined || output.KeyUsage !== "SIGN_VERIFY")
    throw vendorError("signingKeyUnfit", { key: keyId, why: "it is no ECC_NIST_P256 or RSA key that signs" });
  return { ...key, arn: output.KeyId };
}

/**
 * Has KMS sign a text.
 * @param text up to 4,096 bytes: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 * @returns the signature, base64
 * @throws VendorError `signingKeyUnfit` where the alias has come to name another key · AwsFailure
 */
export async function signText(aws: Aws, keyId: string, key: SigningKey, text: string): Promise<string> {
  const { output } = await aws.send("kms", "Sign", {
    KeyId: keyId,
    Message: Buffer.from(text),
    MessageType: "RAW",
    SigningAlgorithm: key.algorithm,
  });
  if (output.KeyId !== key.arn)
    throw vendorError("signingKeyUnfit", { key: keyId, why: `it named ${key.arn} a moment ago` });
  return Buffer.from(output.Signature ?? new Uint8Array()).toString("base64");
}

function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replace(/.{1,64}/g, "$&\n");
  return `-----BEGIN PUBLIC KEY-----\n${lines}-----END PUBLIC KEY-----\n`;
}
