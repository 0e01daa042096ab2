import { entry } from "./entry.ts";

/** Errors of the audit log. */
export const AUDIT_ERRORS = {
  auditBroken: entry<{ file: string; findings: number; first: string }>({
    exit: 10,
    message: (p) => `The audit log ${p.file} does not verify: ${p.findings} finding(s), first: ${p.first}`,
    hint: () => "Restore the log from its copy and compare; do not append to it until that is understood.",
  }),
  auditRecordUnknown: entry<{ what: string }>({
    exit: 3,
    message: (p) => `The audit log has no record of "${p.what}".`,
    hint: () => "`vendor audit list` shows all runs and partners in it.",
  }),
} as const;
