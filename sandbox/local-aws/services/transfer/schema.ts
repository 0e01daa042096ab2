import { z } from "zod";

/** Members that several operations of Transfer share. Limits: botocore's service model, 2018-11-05. */
export const serverId = z
  .string()
  .length(19)
  .regex(/^s-([0-9a-f]{17})$/);
export const userName = z
  .string()
  .min(3)
  .max(100)
  .regex(/^[\w][\w@.-]{2,99}$/);
export const roleArn = z
  .string()
  .min(20)
  .max(2048)
  .regex(/^arn:.*role\/\S+$/);
export const homeDirectory = z
  .string()
  .max(1024)
  .regex(/^(|\/.*)$/)
  .exactOptional();
export const homeDirectoryType = z.enum(["PATH", "LOGICAL"]).exactOptional();
export const policy = z.string().max(2048).exactOptional();
export const keyBody = z
  .string()
  .max(2048)
  .regex(
    /^\s*(ssh|ecdsa)-[a-z0-9-]+[ \t]+(([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{1,3})?(={0,3})?)(\s*|[ \t]+[\S \t]*\s*)$/,
  );
export const maxResults = z.number().int().min(1).max(1000).exactOptional();
export const nextToken = z.string().min(1).max(6144).exactOptional();
export const arn = z
  .string()
  .min(20)
  .max(1600)
  .regex(/^arn:\S+$/);
export const tags = z
  .array(z.strictObject({ Key: z.string().max(128), Value: z.string().max(256) }))
  .min(1)
  .max(50);

const path = z
  .string()
  .max(1024)
  .regex(/^\/.*$/);

export const homeDirectoryMappings = z
  .array(z.strictObject({ Entry: path, Target: path, Type: z.enum(["FILE", "DIRECTORY"]).exactOptional() }))
  .min(1)
  .max(50_000)
  .exactOptional();

/** Page size where a request names none. */
export const PAGE = 100;
