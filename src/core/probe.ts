import type { Call } from "./call.ts";

/** The two answers that a probe can expect. */
export type Verdict = "allowed" | "denied";

/**
 * Someone in whose name access is tried: a real session, but for the last.
 * - `assume-role`: the sandbox account's stand-in assumes `roleArn` (with `externalId`, where there is one).
 *   `held` keeps the first session for ever instead of assuming afresh for each attempt.
 * - `sandbox`: the stand-in role of the sandbox account itself.
 * - `sftp`: an SSH client. `key` names material made in this run (`${generated.ID}`: the ID); `held` keeps one
 *   connection open instead of logging in for each attempt.
 * - `documents`: nobody. The documents in force are read and evaluated, for whom only AWS gives sessions to.
 */
export type ActorSpec =
  | {
      readonly type: "assume-role";
      readonly roleArn: string;
      readonly externalId?: string;
      readonly held: boolean;
    }
  | { readonly type: "sandbox" }
  | { readonly type: "documents" }
  | {
      readonly type: "sftp";
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly key: string;
      /** Host key fingerprints (`SHA256:…`) that the server may present. */
      readonly hostKeys: readonly string[];
      readonly held: boolean;
    };

/** What an SFTP probe does after login. Paths are the partner's (logical) paths. */
export type SftpAction =
  | { readonly op: "login"; readonly auth?: "key" | "password" | "other-key"; readonly weakKex?: boolean }
  | {
      readonly op: "list" | "get" | "stat" | "remove" | "mkdir" | "rmdir" | "realpath";
      readonly path: string;
    }
  | { readonly op: "put"; readonly path: string; readonly body: string }
  | { readonly op: "rename" | "symlink"; readonly path: string; readonly to: string };

/** What is tried. */
export type Attempt =
  /**
   * `call.settledBy` lists the errors that show the call to have been authorised, e.g. `PreconditionFailed`.
   * `within`: a list that IAM lets through counts as allowed only if it names a key that does not begin like this.
   * `plainHttp`: the endpoint without TLS (`http://…`) that it is sent to instead.
   */
  | { readonly type: "aws"; readonly call: Call; readonly within?: string; readonly plainHttp?: string }
  /** A ciphertext is made under `key` in this context by the operator, and the actor asks KMS itself to decrypt it (dry run). */
  | {
      readonly type: "decrypt";
      readonly key: string;
      readonly context: Readonly<Record<string, string>>;
    }
  /** A URL that the actor signs at its first attempt, and fetches at every one: what a session leaves behind it. */
  | { readonly type: "presigned"; readonly bucket: string; readonly key: string }
  | { readonly type: "sftp"; readonly action: SftpAction }
  /**
   * What the documents in force say of a request: of a session of `roleArn`, or of a `caller` that asks AWS for one.
   * `keys` are condition keys beside those that every request has.
   */
  | {
      readonly type: "evaluate";
      readonly roleArn: string;
      readonly caller?: { readonly service: string } | { readonly provider: string };
      readonly action: string;
      /** ARN. */
      readonly resource: string;
      readonly keys: Readonly<Record<string, string>>;
    }
  /** A fresh session of the actor (AssumeRole or SFTP login), with what it presents changed. */
  | { readonly type: "assume"; readonly roleArn: string; readonly externalId?: string };

/** One attempted access with an expected verdict. Data: it can be shown, recorded and counted. */
export interface Probe {
  /** Stable name, e.g. `s3.list.no-prefix`. Unique in its stage. */
  readonly id: string;
  /** Catalogue group, e.g. `s3-list`. */
  readonly group: string;
  /** Name of an actor of the phase. */
  readonly actor: string;
  readonly attempt: Attempt;
  readonly expect: Verdict;
  /** What a person reads: `list the bucket without a prefix`. */
  readonly title: string;
  /** Why this verdict is the right one. */
  readonly reason: string;
  /** ID of the requirement that it shows, e.g. `list.own-only`. */
  readonly covers?: string;
  /** Probe that must have been allowed before a denial of this one counts. */
  readonly control?: string;
}

/** What one attempt answered. Holds no data that was read. */
export interface AttemptResult {
  /** `error`: neither a clear yes nor a clear no. */
  readonly verdict: Verdict | "error";
  /** AWS error code or SFTP status, where there was one. */
  readonly code?: string;
  readonly requestId?: string;
  readonly detail?: string;
}

/** What came of one probe. */
export interface ProbeResult {
  readonly id: string;
  readonly group: string;
  readonly actor: string;
  readonly title: string;
  /** ID of the requirement that it shows. */
  readonly covers?: string;
  readonly expect: Verdict;
  /** `error`: neither a clear yes nor a clear no (counts as failed). `vacuous`: its control had not succeeded. */
  readonly verdict: Verdict | "error" | "vacuous";
  readonly ok: boolean;
  readonly ms: number;
  /** AWS error code or SFTP status, where there was one. */
  readonly code?: string;
  readonly requestId?: string;
  readonly detail?: string;
}

/** What a gate measured. Times in milliseconds since the gate opened. */
export interface GateMeasurement {
  readonly id: string;
  /** When the gate opened; ISO time. */
  readonly openedAt?: string;
  /** The answer that was waited for. */
  readonly expect?: Verdict;
  readonly attempts: number;
  /** When the path first answered as expected. */
  readonly firstMs?: number;
  /** When the last unexpected answer came. */
  readonly lastMissMs?: number;
  /** How often an expected answer was followed by an unexpected one. */
  readonly flaps: number;
  readonly ms: number;
  readonly passed: boolean;
  /** The path was watched while something else went on; nobody waited for it. */
  readonly watched?: boolean;
  /** What the last unexpected answer was: its code, or else its verdict. */
  readonly lastMiss?: string;
}
