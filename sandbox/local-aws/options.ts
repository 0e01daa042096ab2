import type { Clock, Random } from "../../src/core/ports.ts";
import type { Faults } from "./faults.ts";
import type { SeededRole } from "./seed/names.ts";
import type { Delays } from "./store/spread.ts";
import type { TrailEvent } from "./world.ts";

/** One call as it comes in, before it is authorised. */
export interface ArrivingCall {
  /** Signing name, e.g. `iam`. */
  readonly service: string;
  /** e.g. `CreateRole`. */
  readonly operation: string;
  /** Access key id that it is signed with; empty where it is not. */
  readonly signer: string;
}

/** Leaves a call without an answer: `act` is called in its place, before its effect or after it. */
export interface Silence {
  readonly when: "before" | "after";
  act(): void;
}

/** Asked once for each call. For tests that end a client at one of its calls. */
export type OnCall = (call: ArrivingCall) => Silence | undefined;

/** What a local AWS is started with. Ports: 0 or absent takes a free one. */
export interface LocalAwsOptions {
  /** Folder of its state; created where it is missing. */
  readonly dir: string;
  /** Port that stands for https. */
  readonly port?: number;
  /** Port on which `aws:SecureTransport` is false. */
  readonly plainPort?: number;
  readonly sftpPort?: number;
  /** Decides delays and flapping: the same seed and the same writes spread alike. Default 1. */
  readonly seed?: number;
  /** Default: 100 to 1500 ms, flapping in the last 300. */
  readonly delays?: Delays;
  /** `false` switches IAM off: everything is allowed. Default true. */
  readonly enforcing?: boolean;
  /** A list of fault rules, unchecked, as it comes from a file. */
  readonly faults?: unknown;
  readonly onCall?: OnCall;
  readonly clock: Clock;
  readonly random: Random;
  /** Gets one line for each unexpected error. */
  readonly log?: (line: string) => void;
}

/** Keys of a role's session, or of the engineer. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a local AWS consists of. */
export interface LocalAwsDescription {
  readonly account: string;
  readonly sandboxAccount: string;
  readonly region: string;
  readonly bucket: string;
  readonly kmsKeyArn: string;
  readonly transferServer: string;
  readonly sandboxRoleArn: string;
  readonly operatorRoleArn: string;
  readonly adminRoleArn: string;
  readonly partnerDeskRoleArn: string;
  /** `SHA256:…` of each host key of the Transfer server. */
  readonly hostKeyFingerprints: readonly string[];
}

/** A running local AWS. */
export interface LocalAws {
  readonly url: string;
  /** The endpoint whose requests count as plain http. */
  readonly plainUrl: string;
  readonly sftp: { readonly host: string; readonly port: number };
  readonly describe: LocalAwsDescription;
  /**
   * A fresh session of 12 hours, known to every service at once; `engineer`: the user's access key; `root`: one of
   * the account's root user; `sandbox-root`: of the other account's.
   */
  credentials(role: SeededRole | "engineer" | "root" | "sandbox-root"): LocalCredentials;
  readonly faults: Faults;
  /** Every recorded call, oldest first. */
  events(): readonly TrailEvent[];
  close(): Promise<void>;
}
