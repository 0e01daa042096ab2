import type { Aws } from "../aws/aws.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Clock } from "../core/ports.ts";
import type { Attempt, AttemptResult } from "../core/probe.ts";
import { evaluate } from "../policy/evaluate.ts";
import type { AccessRequest, Decision, PolicySet, Principal } from "../policy/types.ts";
import { usualKeys } from "../policy/usual-keys.ts";
import { readRoleCaller } from "../resources/live-policies/caller.ts";
import { readTarget } from "../resources/live-policies/target.ts";

type EvaluateAttempt = Extract<Attempt, { type: "evaluate" }>;

/** What judging by documents needs. */
export interface InForce {
  /** The operator's AWS. */
  readonly aws: Aws;
  readonly clock: Clock;
  readonly account: string;
  readonly region: string;
}

/**
 * Reads the documents that are in force for a request, with the operator's credentials, and evaluates them. Nobody asks
 * AWS for the thing itself: so can be judged whom only a service gives a session to.
 */
export async function judgeInForce(attempt: EvaluateAttempt, context: InForce): Promise<AttemptResult> {
  try {
    const caller = await callerOf(attempt, context);
    if (caller === undefined)
      return { verdict: "error", code: "NoSuchEntity", detail: `There is no role ${attempt.roleArn}.` };
    const { principal, policies } = caller;
    const request: AccessRequest = {
      principal,
      action: attempt.action,
      resource: attempt.resource,
      resourceAccount: attempt.resource.split(":")[4] || context.account,
      context: { ...usualKeys(context.clock.now(), context.region, principal), ...attempt.keys },
    };
    return resultOf(evaluate(request, { ...policies, ...(await readTarget(context.aws, attempt.resource)) }));
  } catch (thrown) {
    if (!(thrown instanceof AwsFailure)) throw thrown;
    // Documents that can't be read, or not yet, say neither yes nor no.
    const { code, message: detail, requestId } = thrown;
    return { verdict: "error", code, detail, ...(requestId === undefined ? {} : { requestId }) };
  }
}

interface Caller {
  readonly principal: Principal;
  readonly policies: PolicySet;
}

async function callerOf({ caller, roleArn }: EvaluateAttempt, { aws }: InForce): Promise<Caller | undefined> {
  if (caller !== undefined) {
    const principal: Principal =
      "service" in caller ? { type: "service", ...caller } : { type: "federated", ...caller };
    return { principal, policies: {} };
  }
  const found = await readRoleCaller(aws, roleArn.slice(roleArn.lastIndexOf("/") + 1), "workload");
  if (found === undefined) return undefined;
  const { principal, identity, boundary } = found;
  return { principal, policies: { identity, ...(boundary === undefined ? {} : { boundary }) } };
}

function resultOf({ allowed, outcome, why }: Decision): AttemptResult {
  if (allowed) return { verdict: "allowed", detail: why };
  return { verdict: outcome === "unsupported" ? "error" : "denied", code: outcome, detail: why };
}
