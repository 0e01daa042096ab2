import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { reasonedStatements, text } from "../schema.ts";

/** What a runbook must say about a role. */
export const schema = z.strictObject({
  name: text.max(64).describe("Role name, 1–64 characters."),
  path: z
    .string()
    .regex(/^\/([\w.,+@=-]+\/)*$/, "A path begins and ends with a slash.")
    .exactOptional(),
  description: z.string().max(1000),
  trust: reasonedStatements.describe("Who may assume it."),
  policy: z.strictObject({ name: text.max(128), statements: reasonedStatements }).describe("What it may do."),
  boundary: text.exactOptional().describe("ARN of a permissions boundary."),
  maxSessionSeconds: z.number().int().min(3600).max(43_200).exactOptional(),
});

/** What a runbook says about a role. */
export type RoleProps = z.output<typeof schema>;

/** A role as it is or shall be. */
export type RoleState = {
  readonly name: string;
  readonly path: string;
  readonly description: string;
  readonly maxSessionSeconds: number;
  readonly trust: JsonObject;
  /** Inline policies by name, those of others too. */
  readonly policies: JsonObject;
  /** ARNs of managed policies and instance profiles: a partner's role has none. */
  readonly attachments: readonly string[];
  /** Compared only where the runbook asks for one: somebody else's extra boundary is left in place. */
  readonly boundary?: string;
};
