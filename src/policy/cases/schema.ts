import { z } from "zod";
import type { Json } from "../../core/json.ts";

const account = z.string().regex(/^\d{12}$/, "must be a 12-digit account");
const texts = z.union([z.string(), z.array(z.string())]);
const pairs = z.record(z.string(), z.string());

/** Who asks, in full; see `Principal`. */
const principal = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("session"),
    account,
    roleArn: z.string(),
    roleId: z.string(),
    sessionName: z.string(),
  }),
  z.strictObject({ type: z.literal("user"), account, arn: z.string(), userId: z.string() }),
  z.strictObject({ type: z.literal("root"), account }),
  z.strictObject({ type: z.literal("service"), service: z.string() }),
  z.strictObject({ type: z.literal("federated"), provider: z.string() }),
  z.strictObject({ type: z.literal("anonymous") }),
]);

/** Statements stay as they are written: what is odd in them is what a case may be about. */
const statements = z.array(z.record(z.string(), z.custom<Json>()));
const document = z.union([statements, z.looseObject({ Statement: z.custom<Json>() })]);

const grant = z.strictObject({
  grantId: z.string(),
  name: z.string().optional(),
  grantee: z.string(),
  granteeId: z.string().optional(),
  keyArn: z.string(),
  operations: z.array(z.string()),
  encryptionContextEquals: pairs.optional(),
  encryptionContextSubset: pairs.optional(),
});

const policies = z.strictObject({
  identity: document.optional(),
  resource: document.optional(),
  boundary: document.optional(),
  session: document.optional(),
  scps: z.array(document).optional(),
  rcps: z.array(document).optional(),
  grants: z.array(grant).optional(),
  encryptionContext: pairs.optional(),
  resourcePolicy: z.enum(["optional", "required"]).optional(),
});

const request = z.strictObject({
  /** A name of the file's `principals`, an ARN, a service, or the principal in full. */
  principal: z.union([z.string(), principal]),
  action: z.string().regex(/^[a-z0-9-]+:\w+$/i, "must be one action, e.g. s3:GetObject"),
  resource: z.string(),
  resourceAccount: account,
  context: z.record(z.string(), texts).optional(),
});

const expected = z.strictObject({
  outcome: z.enum(["allowed", "explicit-deny", "implicit-deny", "unsupported"]),
  by: z.enum(["identity", "resource", "boundary", "session", "scp", "rcp", "grant"]).optional(),
  sid: z.string().optional(),
  why: z.string().optional(),
  unmet: z.string().optional(),
});

/** One case, as docs/policy-cases.md describes it. */
export const caseSchema = z.strictObject({
  name: z.string().min(1),
  reason: z.string().min(1),
  request,
  policies,
  expected,
});

/** Several cases. */
export const caseListSchema = z.array(caseSchema).min(1);

/** Principals by name. */
export const principalsSchema = z.record(z.string(), principal);

/** Several cases with the principals that they name, or the file that holds these. */
export const caseFileSchema = z.strictObject({
  principals: z.union([z.string(), principalsSchema]).optional(),
  cases: caseListSchema,
});

/** A case as it is written. */
export type WrittenCase = z.infer<typeof caseSchema>;
/** A document of a case: a list of statements stands for one document of version 2012-10-17. */
export type WrittenDocument = z.infer<typeof document>;
/** Principals by name. */
export type Principals = z.infer<typeof principalsSchema>;
