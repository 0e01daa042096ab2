import { z } from "zod";

/** Members that several operations of KMS share. Limits: botocore's service model of KMS, 2014-11-01. */
export const keyId = z.string().min(1).max(2048);
/** Most items of a page, 1–1,000. */
export const limit = z.number().int().min(1).max(1000).exactOptional();
export const marker = z.string().min(1).max(1024).exactOptional();
export const grantTokens = z.array(z.string().min(1).max(8192)).max(10).exactOptional();
export const encryptionContext = z.record(z.string(), z.string()).exactOptional();
export const algorithm = z.literal("SYMMETRIC_DEFAULT").exactOptional();
/** All of AWS's, of whatever key: one that is not the key's own is refused later. */
export const signingAlgorithm = z.enum([
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "ECDSA_SHA_256",
  "ECDSA_SHA_384",
  "ECDSA_SHA_512",
  "SM2DSA",
  "ML_DSA_SHAKE_256",
  "ED25519_SHA_512",
  "ED25519_PH_SHA_512",
]);
export const dryRun = z.boolean().exactOptional();
export const policyName = z
  .literal("default", { error: "The policy name must be 'default'." })
  .exactOptional();
export const policyText = z.string().min(1).max(131_072);
export const aliasName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[a-zA-Z0-9:/_-]+$/);
export const tags = z.array(
  z.strictObject({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) }),
);
export const principalArn = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\w+=,.@:/-]+$/);

/** Base64 of `least` to `most` bytes. */
export function blob(least: number, most: number) {
  return z.base64().refine((text) => byteCount(text) >= least && byteCount(text) <= most, {
    error: `Member must have length between ${least} and ${most}`,
  });
}

function byteCount(base64: string): number {
  return Buffer.byteLength(base64, "base64");
}
