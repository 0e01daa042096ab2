import { entry } from "./entry.ts";

/** Errors of gates and access tests. */
export const ACCESS_ERRORS = {
  accessTestFailed: entry<{ subject: string; failed: number; probes: string }>({
    exit: 4,
    message: (p) => `The access test of ${p.subject} failed: ${p.failed} probe(s) did not answer as they must: ${p.probes}.`,
    hint: () => "Compare the named probes with the policy statements in the plan (--dry-run).",
  }),
  gateDeadline: entry<{ gate: string; subject: string; seconds: number; last: string }>({
    exit: 5,
    message: (p) => `${p.gate} of ${p.subject} did not settle within ${p.seconds} s (last answer: ${p.last}).`,
    hint: () => "Run it again later, or give it longer with gates.deadline in the configuration.",
  }),
} as const;
