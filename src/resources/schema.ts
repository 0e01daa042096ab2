import { z } from "zod";

/** A text of at least one character; may hold placeholders. */
export const text = z.string().min(1);

const oneOrMore = z.union([text, z.array(text).min(1)]);

/**
 * One statement of a policy document in AWS's own spelling, with the reason for it beside it.
 * The reason is for people: it never reaches AWS.
 */
const reasonedStatement = z.strictObject({
  Sid: z.string().regex(/^[A-Za-z0-9]+$/, "A Sid takes letters and digits only."),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.literal("*"), z.record(z.string(), oneOrMore)]).exactOptional(),
  Action: oneOrMore,
  Resource: oneOrMore.exactOptional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).exactOptional(),
  reason: text.describe("Why it is needed: shown in the plan and the inventory."),
});

/** A list of statements, each under a Sid of its own. */
export const reasonedStatements = z
  .array(reasonedStatement)
  .min(1)
  .refine((list) => new Set(list.map(({ Sid }) => Sid)).size === list.length, "Two statements share a Sid.");

/** One of {@link reasonedStatements}. */
export type StatementProps = z.output<typeof reasonedStatement>;

/** A bucket's name. */
export const bucketName = text.describe("Bucket name.");

/** The account that must own the bucket: a request to anybody else's is refused by AWS. */
export const bucketOwner = text.describe("12-digit account that owns the bucket.");
