import { entry } from "./entry.ts";

/** Errors of the audit log. */
export const AUDIT_ERRORS = {
  auditBroken: entry<{ file: string; findings: number; first: string }>({
    exit: 10,
    message: (p) => `The audit log ${p.file} does not verify: ${p.findings} finding(s), first: ${p.first}`,
    hint: () => "Restore the log from its copy and compare; do not append to it until that is understood.",
  }),
  signingKeyUnfit: entry<{ key: string; why: string }>({
    exit: 3,
    message: (p) => `The audit log can't be signed with ${p.key}: ${p.why}.`,
    hint: () =>
      "Name a KMS key with KeyUsage SIGN_VERIFY as `audit.signWith` in the configuration, then run `vendor audit sign`.",
  }),
  signingUnconfigured: entry<Record<string, never>>({
    exit: 2,
    message: () => "The configuration names no key to sign the audit log with.",
    hint: () => "Set `audit.signWith` to a KMS key that signs, e.g. alias/vendor-audit.",
  }),
  publicKeyInvalid: entry<{ file: string }>({
    exit: 2,
    message: (p) => `${p.file} is no public key that an audit log could be signed with.`,
    hint: () =>
      "Give an ECC_NIST_P256 or RSA key in PEM, beginning with -----BEGIN PUBLIC KEY-----, as `aws kms get-public-key` tells it.",
  }),
  auditRecordUnknown: entry<{ what: string }>({
    exit: 3,
    message: (p) => `The audit log has no record of "${p.what}".`,
    hint: () => "`vendor audit list` shows all runs and partners in it.",
  }),
} as const;
