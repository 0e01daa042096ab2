import { z } from "zod";

/** Members that several operations of Secrets Manager share. Limits: botocore's service model, 2017-10-17. */
export const secretId = z.string().min(1).max(2048);
/** Becomes the id of the version that the call makes. */
export const requestToken = z.string().min(32).max(64).exactOptional();
export const description = z.string().max(2048).exactOptional();
export const kmsKeyId = z.string().max(2048).exactOptional();
export const tags = z.array(
  z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256).default("") }),
);
export const versionId = z.string().min(32).max(64);
export const versionStage = z.string().min(1).max(256);
export const maxResults = z.number().int().min(1).max(100).exactOptional();
export const nextToken = z.string().min(1).max(4096).exactOptional();

const MOST_VALUE_BYTES = 65_536;
const sized = { error: `Member must have length less than or equal to ${MOST_VALUE_BYTES}` };

/** A value of at most 64 KiB. */
export const secretString = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= MOST_VALUE_BYTES, sized)
  .exactOptional();

/** Base64 of 1 to 65,536 bytes. */
export const secretBinary = z
  .base64()
  .min(1)
  .refine((text) => Buffer.byteLength(text, "base64") <= MOST_VALUE_BYTES, sized)
  .exactOptional();
