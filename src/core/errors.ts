import { ACCESS_ERRORS } from "./errors/access.ts";
import { AUDIT_ERRORS } from "./errors/audit.ts";
import { AWS_ERRORS } from "./errors/aws.ts";
import { ENGINE_ERRORS } from "./errors/engine.ts";
import type { ErrorEntry, ErrorParams, ExitCode } from "./errors/entry.ts";
import { HANDING_ERRORS } from "./errors/handing.ts";
import { INPUT_ERRORS } from "./errors/input.ts";
import { LOCAL_ERRORS } from "./errors/local.ts";
import { POLICY_ERRORS } from "./errors/policy.ts";
import { PREFLIGHT_ERRORS } from "./errors/preflight.ts";
import { STORE_ERRORS } from "./errors/store.ts";
import { USAGE_ERRORS } from "./errors/usage.ts";

/** Every error that `vendor` reports. A code is its key in upper snake case. */
export const ERRORS = {
  ...USAGE_ERRORS,
  ...INPUT_ERRORS,
  ...PREFLIGHT_ERRORS,
  ...AWS_ERRORS,
  ...ENGINE_ERRORS,
  ...ACCESS_ERRORS,
  ...AUDIT_ERRORS,
  ...POLICY_ERRORS,
  ...LOCAL_ERRORS,
  ...STORE_ERRORS,
  ...HANDING_ERRORS,
} as const;

/** A key of the error table. */
export type ErrorKey = keyof typeof ERRORS;

type ParamsOf<K extends ErrorKey> = (typeof ERRORS)[K] extends ErrorEntry<infer P> ? P : never;

/** One of several things that are wrong with one input. */
export interface Problem {
  readonly message: string;
  /** Dotted path of the field, e.g. `inputs.publicKey`, or a flag. */
  readonly field?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  readonly hint?: string;
}

/** Where an error happened and what AWS said. */
export interface ErrorDetails {
  readonly resource?: string;
  readonly requestId?: string;
  /** All problems of one input, reported at once. */
  readonly problems?: readonly Problem[];
  readonly cause?: unknown;
}

/** The only error that leaves a function of this project on purpose. */
export class VendorError extends Error {
  override readonly name = "VendorError";
  readonly code: string;
  readonly exit: ExitCode;
  /** Whether a run stops at it, to be gone on with, rather than fails and rolls back. */
  readonly stops: boolean;
  readonly hint: string;
  readonly resource: string | undefined;
  readonly requestId: string | undefined;
  readonly problems: readonly Problem[];

  constructor(key: ErrorKey, row: ErrorEntry<ErrorParams>, params: ErrorParams, details: ErrorDetails) {
    super(row.message(params), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = codeOf(key);
    this.exit = row.exit;
    this.stops = row.stops ?? false;
    this.hint = row.hint(params);
    this.resource = details.resource;
    this.requestId = details.requestId;
    this.problems = details.problems ?? [];
  }
}

/** Upper snake case of a table key: `partnerNameInvalid` → `PARTNER_NAME_INVALID`. */
export function codeOf(key: ErrorKey): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Makes the error of row `key`. */
export function vendorError<K extends ErrorKey>(
  key: K,
  params: ParamsOf<K>,
  details: ErrorDetails = {},
): VendorError {
  return new VendorError(key, ERRORS[key] as ErrorEntry<ErrorParams>, params, details);
}

/** An error that a journal or an event tells of: its row's exit code, with the words that it had. */
export function recallError(
  code: string,
  message: string,
  hint: string,
  details: ErrorDetails = {},
): VendorError {
  const key = (Object.keys(ERRORS) as ErrorKey[]).find((name) => codeOf(name) === code) ?? "unexpected";
  const row = { exit: ERRORS[key].exit, message: () => message, hint: () => hint };
  return new VendorError(key, row, {}, details);
}
