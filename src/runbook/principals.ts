import type { JsonObject } from "../core/json.ts";
import { kindOf } from "../resources/registry.ts";
import { completeInputs } from "./inputs.ts";
import { offlineBase } from "./offline.ts";
import { resolveResources } from "./resources.ts";
import type { Runbook } from "./runbooks.ts";
import type { Config } from "./types.ts";
import { templateValues } from "./values.ts";

/** Whom a partner can come as. */
export interface PartnerPrincipals {
  /** ARNs of its roles in this account, by their ID in the runbook. */
  readonly roles: ReadonlyMap<string, string>;
  /** ARN of its own role in its own account, where it has one. */
  readonly own?: string;
  /** Sid → why the runbook has the statement. */
  readonly reasons: Readonly<Record<string, string>>;
}

/**
 * Whom a partner can come as, told from its runbook and its inputs alone.
 * @throws VendorError `blueprintInvalid`
 */
export function partnerPrincipals(
  config: Config,
  runbook: Runbook,
  partner: string,
  answers: JsonObject,
): PartnerPrincipals {
  const inputs = completeInputs(runbook.inputs, answers);
  const base = offlineBase(config);
  const request = { config, subject: partner, rehearsal: false, standIn: false, inputs, base, tags: {} };
  const scope = {
    partition: base.partition,
    account: config.account,
    region: config.region,
    partner,
    tags: {},
  };
  const resources = resolveResources(runbook, request);
  const roles = resources.flatMap(({ id, kind, props }) => {
    const { type, arn } = kindOf(kind).identify(props, scope);
    return type === "AWS::IAM::Role" && arn !== undefined ? [[id, arn] as const] : [];
  });
  const { principal } = templateValues(request);
  return {
    roles: new Map(roles),
    ...(typeof principal === "string" ? { own: principal } : {}),
    reasons: Object.assign({}, ...resources.map(({ kind, props }) => kindOf(kind).reasons?.(props))),
  };
}
