import type { RootContent } from "mdast";
import type { HostKey } from "../../access/sftp/host-keys.ts";
import type { Handover } from "../../runbook/handover.ts";
import type { Handed } from "../handover.ts";

/** Everything that a pack is made from: the same facts give the same bytes. */
export interface PackFacts {
  readonly partner: string;
  /** E-mail address of the team that answers for the partner. */
  readonly owner: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly runbook: { readonly title: string; readonly name: string; readonly version: string };
  readonly handover: Handover;
  /** What holds what the partner connects with; absent where nothing does. */
  readonly handed?: Handed;
  /** What is known of the servers that ways in lead to, by server id. */
  readonly servers: Readonly<Record<string, ServerFacts>>;
  readonly tested: Tested;
  /** When the partner lived without a test that passed, and why, each in words. */
  readonly livedUntested: readonly string[];
}

/** What AWS says of an SFTP server, and what the server presents. */
export interface ServerFacts {
  /** Host keys that the server presents and AWS vouches for; none where it can't be reached from here. */
  readonly hostKeys: readonly HostKey[];
  readonly algorithms?: Algorithms;
}

/** What a server accepts, by its security policy. */
export interface Algorithms {
  /** Name of the security policy. */
  readonly policy: string;
  readonly ciphers: readonly string[];
  readonly kexs: readonly string[];
  readonly macs: readonly string[];
}

/** How the partner's access test stands, by the audit log. */
export type Tested =
  | {
      readonly verdict: "passed";
      /** How many attempts answered as they must: all of them. */
      readonly attempts: number;
      /** How many of them had to be let in; the others had to be refused. */
      readonly mayPass: number;
      /** ISO time. */
      readonly at: string;
      /** Number of the audit record. */
      readonly seq: number;
    }
  | { readonly verdict: "untested"; readonly since: string; readonly reason: string }
  | { readonly verdict: "unknown" };

/** A file of a pack. */
export interface PackFile {
  /** Below the pack's folder, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly executable?: true;
}

/** What one way in adds to a pack. */
export interface WayText {
  /** Its part of the README. */
  readonly content: readonly RootContent[];
  readonly files: readonly PackFile[];
}
