import { z } from "zod";
import type { Problem } from "../core/errors.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { suggest } from "../core/suggest.ts";
import { reasonedStatements } from "../resources/schema.ts";
import { problemAt, type YamlFile } from "./yaml-file.ts";

const text = z.string().min(1);
/** An input that asks for a port gives text. */
const port = z.coerce.number().pipe(z.int().min(1).max(65_535));
const prefix = text.regex(/\/$/, "A prefix ends with a slash.");
const access = z
  .array(z.enum(["read", "write"]))
  .min(1)
  .describe("What the partner does with its files.");
const attach = reasonedStatements.describe(
  "What the partner attaches to its own role: a role of another account gets in only where both sides say so.",
);
const addresses = z.array(text).optional().describe("Addresses from which this side comes.");

const sftpLogin = z
  .strictObject({
    type: z.literal("sftp-login"),
    server: text.describe("Transfer server ID: its security policy says which algorithms are accepted."),
    host: text,
    port,
    user: text,
    hostKeys: z.array(text).describe("`SHA256:…` fingerprints of the server's host keys."),
    publicKey: text.optional().describe("The public key that is registered for the user."),
  })
  .describe("The partner logs in at the company's SFTP server.");

const roleToAssume = z
  .strictObject({
    type: z.literal("role-to-assume"),
    role: text.describe("ARN of the company's role."),
    externalId: text.describe("What the role's trust policy asks for; no secret."),
    principal: text.describe("ARN of the partner's own role, the only one that may assume it."),
    bucket: text,
    prefix,
    secret: text.optional().describe("Name of the secret that the role may read."),
    access,
    attach,
  })
  .describe("A role of the partner's account assumes a role of the company's.");

const bucketAccess = z
  .strictObject({
    type: z.literal("bucket-access"),
    principal: text.describe("ARN of the partner's own role, the only one that the bucket policy lets in."),
    bucket: text,
    prefix,
    kmsKey: text.describe("ARN of the key that the bucket encrypts with."),
    access,
    attach,
  })
  .describe("A role of the partner's account uses the bucket with its own credentials.");

const keyToAuthorise = z
  .strictObject({
    type: z.literal("key-to-authorise"),
    host: text,
    port,
    user: text,
    publicKey: text.describe("The key that this side logs in with."),
    hostKey: text
      .optional()
      .describe("The partner's host key, or its fingerprint, that this side insists on."),
    command: text.optional().describe("The one command that this side runs there."),
    from: addresses,
  })
  .describe("The company logs in at the partner's server.");

const apiToOpen = z
  .strictObject({
    type: z.literal("api-to-open"),
    url: text,
    from: addresses,
  })
  .describe("The company calls the partner's API.");

const handoverPart = z.discriminatedUnion("type", [
  sftpLogin,
  roleToAssume,
  bucketAccess,
  keyToAuthorise,
  apiToOpen,
]);

/** One way in that a partner is told about, filled in for it. */
export type HandoverPart = z.output<typeof handoverPart>;

/** What a way in can be. */
export type HandoverType = HandoverPart["type"];

/** Types of {@link HandoverPart}, as runbooks write them. */
export const HANDOVER_TYPES = handoverPart.options.map((option) => option.shape.type.value);

/** The ways in of a partner by their IDs, in the order of the runbook. */
export type Handover = Readonly<Record<string, HandoverPart>>;

/**
 * Checks a runbook's `handover`, filled in; outputs of resources may still be templates.
 * @param problems gets what is wrong with it, by line
 */
export function checkHandover(yaml: YamlFile, filled: Json | undefined, problems: Problem[]): Handover {
  const declared = isJsonObject(filled) ? Object.entries(filled) : [];
  return Object.fromEntries(
    declared.flatMap(([id, value]) => {
      const parsed = handoverPart.safeParse(value);
      if (parsed.success) return [[id, parsed.data]];
      const issues = parsed.error.issues.map(({ path, message }) =>
        problemAt(yaml, ["handover", id, ...path], message, meant(value)),
      );
      problems.push(...issues);
      return [];
    }),
  );
}

function meant(value: Json): string | undefined {
  const type = isJsonObject(value) ? String(value.type) : "";
  const near = HANDOVER_TYPES.find((known) => known === type) ?? suggest(type, HANDOVER_TYPES);
  return near === undefined || near === type ? undefined : `Did you mean "${near}"?`;
}
