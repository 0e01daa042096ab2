import { evaluate } from "../evaluate.ts";
import type { Decision } from "../types.ts";
import type { PolicyCase } from "./expand.ts";

/** How a case came out. */
export interface CaseVerdict {
  readonly decision: Decision;
  /** What is not as expected, in words; none: the case holds. */
  readonly disagreements: readonly string[];
}

/** Evaluates a case and compares the decision with all that the case expects. */
export function judgeCase({ request, policies, expected }: PolicyCase): CaseVerdict {
  const decision = evaluate(request, policies);
  const { outcome, by, sid, why, unmet } = expected;
  const compared = [
    differs("outcome", outcome, decision.outcome),
    differs("by", by, decision.by),
    differs("sid", sid, decision.statement?.sid),
    lacks("why", why, [decision.why]),
    lacks("unmet", unmet, decision.nearest?.unmet ?? []),
  ];
  return { decision, disagreements: compared.filter((text) => text !== undefined) };
}

function differs(member: string, wanted: string | undefined, actual: string | undefined): string | undefined {
  if (wanted === undefined || wanted === actual) return undefined;
  return `${member} is ${actual ?? "absent"}, expected ${wanted}`;
}

function lacks(member: string, wanted: string | undefined, texts: readonly string[]): string | undefined {
  if (wanted === undefined || texts.some((text) => text.includes(wanted))) return undefined;
  return `${member} does not contain "${wanted}"`;
}
