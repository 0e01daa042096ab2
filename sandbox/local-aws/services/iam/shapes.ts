import { z } from "zod";

/** A number in the query protocol, in `[min, max]`. */
export function whole(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** A boolean in the query protocol. */
export const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** A list in the query protocol, where an empty one is sent as an empty text. */
export function list<T extends z.ZodType>(item: T, max = 1000) {
  return z.preprocess((value) => (value === "" ? [] : value), z.array(item).max(max));
}

/** Names of roles: at most 64 characters. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const roleName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w+=,.@-]+$/);

/** Names of policies, users and the like: at most 128 characters. */
export const policyName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w+=,.@-]+$/);

/** Paths of entities. */
export const path = z
  .string()
  .min(1)
  .max(512)
  .regex(/^(\/|\/[\x21-\x7e]+\/)$/);

/** Prefix by which listings are narrowed. */
export const pathPrefix = z
  .string()
  .min(1)
  .max(512)
  .regex(/^\/[\x21-\x7e]*$/);

export const description = z
  .string()
  .max(1000)
  .regex(/^[\t\n\r\x20-\x7e\xa1-\xff]*$/);

/** Text of a policy document. */
export const documentText = z
  .string()
  .min(1)
  .max(131_072)
  .regex(/^[\t\n\r\x20-\xff]+$/);

export const arn = z.string().min(20).max(2048);

/** Tags with their key: the full check of characters and number is in `tags.ts`. */
export const tags = list(
  z.strictObject({
    Key: z
      .string()
      .min(1)
      .max(128)
      .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u),
    Value: z
      .string()
      .max(256)
      .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u),
  }),
  50,
);

export const tagKeys = list(z.string().min(1).max(128), 50);

export const maxSessionDuration = whole(3600, 43_200);

/** Members that every listing takes. */
export const pageMembers = { Marker: z.string().min(1).optional(), MaxItems: whole(1, 1000).optional() };
