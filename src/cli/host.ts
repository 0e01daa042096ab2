import type { Readable, Writable } from "node:stream";
import type { Credentials } from "../aws/aws.ts";
import type { Disk } from "../core/disk.ts";
import type { Env, Machine } from "../core/env.ts";
import type { Network } from "../core/network.ts";
import type { Clock, Random } from "../core/ports.ts";

/** A stream that may be a terminal. */
export type Input = Readable & { readonly isTTY?: boolean };
/** A stream that may be a terminal of `columns` by `rows` characters. */
export type Output = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** The signals that end a command. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** Everything that a command needs of the world outside; built by the composition root. */
export interface Host {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly env: Env;
  /** Absolute working folder. */
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  readonly random: Random;
  readonly machine: Machine;
  readonly disk: Disk;
  /** Absent: the machine's own network. */
  readonly network?: Network;
  /** Version of this package. */
  readonly version: string;
  /** Version of Node, e.g. `22.11.0`. */
  readonly node: string;
  /** Folder of the shipped runbooks. */
  readonly runbooks: string;
  /** Calls `handler` at every stop signal, until the returned function is called. */
  onStop(handler: (signal: StopSignal) => void): () => void;
  /** Ends the process at once. */
  exit(code: number): never;
  startLocal: StartLocal;
}

/** The roles of the local AWS that somebody can act as. */
export const LOCAL_ROLES = ["operator", "admin", "partner-desk", "sandbox", "engineer"] as const;

/** A role of the local AWS. */
export type LocalRole = (typeof LOCAL_ROLES)[number];

/** What a local AWS consists of. */
export interface LocalDescription {
  readonly account: string;
  readonly sandboxAccount: string;
  readonly region: string;
  readonly bucket: string;
  readonly kmsKeyArn: string;
  readonly transferServer: string;
  readonly sandboxRoleArn: string;
  readonly operatorRoleArn: string;
  readonly partnerDeskRoleArn: string;
  readonly hostKeyFingerprints: readonly string[];
}

/** A local AWS that runs in this process. */
export interface LocalAws {
  readonly url: string;
  readonly plainUrl: string;
  readonly sftp: { readonly host: string; readonly port: number };
  readonly describe: LocalDescription;
  credentials(role: LocalRole): Credentials;
  close(): Promise<void>;
}

/** What a local AWS is started with. Ports: 0 or absent takes a free one. */
export interface LocalOptions {
  /** Absolute folder of its state. */
  readonly dir: string;
  readonly port?: number;
  readonly plainPort?: number;
  readonly sftpPort?: number;
  readonly seed?: number;
  /** How long writes take to be seen and flap meanwhile, in milliseconds. Default: about as long as AWS's. */
  readonly delays?: { readonly minMs: number; readonly maxMs: number; readonly flapMs: number };
  /** `false` switches IAM off: everything is allowed. Default true. */
  readonly enforcing?: boolean;
  /** Faults to inject, as read from a file. */
  readonly faults?: unknown;
  readonly clock: Clock;
  readonly random: Random;
}

/** Starts the local AWS; loads it first. */
export type StartLocal = (options: LocalOptions) => Promise<LocalAws>;
