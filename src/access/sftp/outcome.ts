/** What came of one login or one operation. */
export interface SftpOutcome {
  /**
   * `denied`: a clear no (login refused, permission denied, no such file, not offered, or the path was folded into
   * the own root). `error`: neither a yes nor a no (network, time out, a failure without a reason).
   */
  readonly verdict: "allowed" | "denied" | "error";
  /**
   * `OK`, an SFTP status (`NO_SUCH_FILE`, `PERMISSION_DENIED`, `OP_UNSUPPORTED`, `FAILURE`), or `AUTH_FAILED`,
   * `KEX_REFUSED`, `CONFINED`, `CONNECTION_LOST`, `KEY_INVALID`, or Node's code of a network fault such as `ECONNREFUSED`.
   */
  readonly code: string;
  readonly detail: string;
}

/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 7) that mean something to a probe. */
const STATUS: Readonly<Record<number, Pick<SftpOutcome, "verdict" | "code">>> = {
  2: { verdict: "denied", code: "NO_SUCH_FILE" },
  3: { verdict: "denied", code: "PERMISSION_DENIED" },
  4: { verdict: "error", code: "FAILURE" },
  8: { verdict: "denied", code: "OP_UNSUPPORTED" },
};

/** The members of ssh2's errors that tell what happened. */
interface SshError extends Error {
  readonly code?: number | string;
  readonly level?: string;
}

/** An operation that succeeded. */
export function allowed(detail: string): SftpOutcome {
  return { verdict: "allowed", code: "OK", detail };
}

/** The outcome of a failed operation. */
export function operationOutcome(error: unknown): SftpOutcome {
  const { code, message } = error as SshError;
  const known = typeof code === "number" ? STATUS[code] : undefined;
  return known ? { ...known, detail: message } : networkOutcome(error, "CONNECTION_LOST");
}

/** The outcome of a failed connection or login. */
export function loginOutcome(error: unknown): SftpOutcome {
  const { level, message } = error as SshError;
  if (level === "client-authentication") return { verdict: "denied", code: "AUTH_FAILED", detail: message };
  if (level === "handshake" && /no matching/.test(message)) {
    return { verdict: "denied", code: "KEX_REFUSED", detail: message };
  }
  if (level === undefined && /privateKey/.test(message)) {
    return { verdict: "error", code: "KEY_INVALID", detail: "The private key can't be read." };
  }
  return networkOutcome(error, level === "client-timeout" ? "ETIMEDOUT" : "CONNECTION_LOST");
}

function networkOutcome(error: unknown, otherwise: string): SftpOutcome {
  const { code, name, message } = error as SshError;
  const own = name === "TimeoutError" ? "ETIMEDOUT" : typeof code === "string" ? code : otherwise;
  return { verdict: "error", code: own, detail: message };
}
