import { z } from "zod";
import { vendorError } from "../../src/core/errors.ts";
import type { Random } from "../../src/core/ports.ts";

/** What can be made to go wrong with a call. */
export type FaultKind = "throttle" | "error500" | "error503" | "expired-token" | "drop-answer" | "reset";

const RULE = z.strictObject({
  /** Signing name, e.g. `iam`; absent: every service. */
  service: z.string().optional(),
  /** e.g. `CreateRole`; absent: every operation. */
  operation: z.string().optional(),
  /** Access key id that the call is signed with; absent: whoever signed it. */
  signer: z.string().optional(),
  /** Only the nth matching call, counted from 1. */
  nth: z.int().min(1).optional(),
  /** Share of the matching calls, decided by the local AWS's randomness. */
  probability: z.number().min(0).max(1).optional(),
  fault: z.enum(["throttle", "error500", "error503", "expired-token", "drop-answer", "reset"]),
  /** Default: `after` the effect for `drop-answer`, `before` it for all others. */
  when: z.enum(["before", "after"]).optional(),
  /** How many calls it strikes at most; absent: every time. */
  times: z.int().min(1).optional(),
});

/** One rule: which calls it strikes, how, and how often. */
export type FaultRule = z.infer<typeof RULE>;

/** The faults of a running local AWS. */
export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** Asked once for each call: the fault that strikes it, if any. The first rule that strikes wins. */
  strike(
    service: string,
    operation: string,
    signer: string,
  ): { readonly kind: FaultKind; readonly when: "before" | "after" } | undefined;
}

interface Armed {
  readonly rule: FaultRule;
  matched: number;
  struck: number;
}

/** Makes the control of the faults, with `rules` in force from the start. */
export function createFaults(random: Random, rules: readonly FaultRule[] = []): Faults {
  const armed: Armed[] = [];
  const add = (rule: FaultRule): void => {
    armed.push({ rule, matched: 0, struck: 0 });
  };
  rules.forEach(add);
  return {
    add,
    clear: () => {
      armed.length = 0;
    },
    strike: (service, operation, signer) => {
      const hit = armed
        .filter((entry) => matches(entry.rule, service, operation, signer))
        .find((entry) => strikes(entry, random));
      if (hit === undefined) return undefined;
      const { fault, when } = hit.rule;
      return { kind: fault, when: when ?? (fault === "drop-answer" ? "after" : "before") };
    },
  };
}

/**
 * Checks rules that come from a file.
 * @throws VendorError LOCAL_FAULTS_INVALID
 */
export function parseFaultRules(value: unknown): FaultRule[] {
  const parsed = z.array(RULE).safeParse(value);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw vendorError("localFaultsInvalid", { detail });
}

function matches(rule: FaultRule, service: string, operation: string, signer: string): boolean {
  return (
    (rule.service ?? service) === service &&
    (rule.operation ?? operation) === operation &&
    (rule.signer ?? signer) === signer
  );
}

function strikes(entry: Armed, random: Random): boolean {
  const { rule } = entry;
  entry.matched += 1;
  if (rule.times !== undefined && entry.struck >= rule.times) return false;
  if (rule.nth !== undefined && entry.matched !== rule.nth) return false;
  if (rule.probability !== undefined && random.float() >= rule.probability) return false;
  entry.struck += 1;
  return true;
}
