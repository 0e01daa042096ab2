import type { Proof } from "../../policy/prove/types.ts";
import type { ProofAbout } from "./prove-text.ts";

/** A proof, and what was found on the way to it. */
export interface Proven extends Pick<ProofAbout, "ms" | "missing" | "dead"> {
  readonly proof: Proof;
  /** When the documents were read, in milliseconds since the epoch. */
  readonly at: number;
  /** Everybody who was compared. */
  readonly partners: readonly string[];
  /** Whose pairs were looked at; absent: everybody's. */
  readonly focus?: readonly string[];
  /** Partners whose documents could not be told or read; `missing` says why. */
  readonly untold: readonly string[];
  /** Documents of what all share that could not be read; in words. */
  readonly unread: readonly string[];
}
