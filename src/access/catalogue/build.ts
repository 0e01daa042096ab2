import type { ServiceId } from "../../core/call.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Attempt, Probe } from "../../core/probe.ts";
import type { AwsAttempt } from "../aws-attempt.ts";
import type { RequirementId } from "../requirements.ts";

/** The texts of a probe. */
export interface Texts {
  readonly title: string;
  readonly reason: string;
  readonly covers: RequirementId;
}

/** What the probes of one list have in common. */
export interface Common {
  readonly group: string;
  readonly actor: string;
}

/** What probes that write would write. */
export const BODY = "vendor access test";

/** An attempt of one AWS call. `settledBy`: errors that only an authorised call can get. */
export function awsAttempt(
  service: ServiceId,
  operation: string,
  input: JsonObject,
  settledBy?: readonly string[],
): AwsAttempt {
  return { type: "aws", call: { service, operation, input, ...(settledBy ? { settledBy } : {}) } };
}

/** A positive control: what the partner must be able to do. */
export function allowed(common: Common, id: string, attempt: Attempt, texts: Texts): Probe {
  return { id, ...common, attempt, expect: "allowed", ...texts };
}

/** What must be refused; it counts only once `control` has been allowed. */
export function denied(common: Common, id: string, control: string, attempt: Attempt, texts: Texts): Probe {
  return { id, ...common, attempt, expect: "denied", control, ...texts };
}
