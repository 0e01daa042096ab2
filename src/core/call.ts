import type { JsonObject } from "./json.ts";

/** The AWS services that are called, by the names of their SDK packages. */
export type ServiceId = "iam" | "sts" | "s3" | "kms" | "secrets-manager" | "transfer" | "cloudtrail";

/**
 * One AWS API call as data: what a plan shows is what runs.
 *
 * Inside `input`
 * - a string may hold placeholders that are known only during the run: `${resources.ID.OUTPUT}`,
 *   `${generated.ID.NAME}` (material made in memory, private halves included) and `${run.NAME}`
 *   (`startedAt`, `revokedAt`: ISO times);
 * - `{ "$json": {…} }` stands for the canonical JSON text of its value, so that documents stay readable;
 * - `{ "$literal": … }` stands for its value as it is, placeholders and all: for what outsiders chose.
 */
export interface Call {
  readonly service: ServiceId;
  /** The operation's name as AWS spells it, e.g. `CreateRole`. */
  readonly operation: string;
  readonly input: JsonObject;
  /** Outputs to keep: output name → dotted path in the answer, e.g. `{ grantId: "GrantId" }`. */
  readonly capture?: Readonly<Record<string, string>>;
  /** Error codes that mean the call's purpose is already fulfilled, e.g. `NoSuchEntity` for a delete. */
  readonly settledBy?: readonly string[];
  /** Error codes that mean "not consistent yet": retried until the gate's deadline. */
  readonly notYet?: readonly string[];
}
