/**
 * What a failed AWS call means, decided in one place from code and status.
 * `denied` an authorisation refusal · `missing` no such thing · `exists` taken · `conflict` busy, try again ·
 * `throttled` · `unavailable` 5xx, timeout or connection · `credentials` expired, unknown or absent ·
 * `quota` a limit that retries don't lift · `invalid` a request that AWS will never take · `other`
 */
export type FailureMeaning =
  | "denied"
  | "missing"
  | "exists"
  | "conflict"
  | "throttled"
  | "unavailable"
  | "credentials"
  | "quota"
  | "invalid"
  | "other";

/** A call that AWS refused or that never reached it. */
export class AwsFailure extends Error {
  override readonly name = "AwsFailure";
  /** How long AWS asks to wait before the next attempt (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(
    readonly service: string,
    readonly operation: string,
    /** AWS's error code, e.g. `NoSuchEntity`; for network faults Node's, e.g. `ECONNREFUSED`. */
    readonly code: string,
    message: string,
    /** HTTP status; 0 where there was no answer. */
    readonly status: number,
    readonly requestId: string | undefined,
    readonly meaning: FailureMeaning,
    options?: { cause?: unknown; retryAfterMs?: number | undefined },
  ) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}
