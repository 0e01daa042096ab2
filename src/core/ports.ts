import type { Event } from "./events.ts";

/** Time, as an argument: real in the product, virtual in simulations. */
export interface Clock {
  /** Milliseconds since the epoch, for records: people and time servers may put it back or forward at any moment. */
  now(): number;
  /** Milliseconds since some moment, never put back or forward: for durations, deadlines and windows. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason once it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness, as an argument: the operating system's in the product, seeded in simulations. */
export interface Random {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
  /** A number in [0, 1). */
  float(): number;
}

/** Where messages go. Nothing reads them back during a run. */
export interface Sink {
  emit(event: Event): void;
}

/** What a lock says of its holder. */
export interface LockHolder {
  /** What it is held for: a run id, or what the process does. */
  readonly purpose: string;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** ISO time. */
  readonly since: string;
  /** Tells this holding from any other. */
  readonly token: string;
}

/** A lock that is held. */
export interface Lock {
  /**
   * Whether it still is: somebody may have broken it. To be asked before each mutating call.
   * @throws VendorError `diskRefused` where the store itself is gone
   */
  isHeld(): Promise<boolean>;
  /** Gives it back; a lock that was broken, and what its new holder has, is left alone. */
  release(): Promise<void>;
}

/** A lock that somebody else holds. */
export interface HeldLock {
  readonly holder: LockHolder;
  /** When its holder was last heard of, in milliseconds since the epoch. */
  readonly beatAt: number;
}

/** What came of asking for a lock: it, or who holds it. */
export type Taken = { readonly lock: Lock } | HeldLock;

/**
 * Locks of one store, by name: each has one holder at a time, wherever that runs. All that a store needs for them is a
 * write that succeeds only where nothing was there, or only where what is there has not changed: files have it by
 * link(2), S3 by `If-None-Match: *` and `If-Match`
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html).
 *
 * - A lock says who holds it, whole from the first moment on, under a token of its own for each holding.
 * - Its holder lets itself be heard of while it holds it, by a change that never makes a broken lock whole again.
 * - Nobody loses a lock for having been silent: only by proof of death, or by {@link Locks.break}.
 * - Whatever ends a holding compares its token in the same step: what changed hands meanwhile is left alone.
 */
export interface Locks {
  /** Takes a lock, in place of a holder that is proven dead, or tells who holds it. @param purpose e.g. a run's id */
  take(name: string, purpose: string): Promise<Taken>;
  /** Who holds a lock, which is only looked at; `undefined` where nobody does, or only who is proven dead. */
  heldBy(name: string): Promise<HeldLock | undefined>;
  /** Frees what is proven to be held by nobody any more. */
  clearDead(): Promise<void>;
  /**
   * Takes away whichever lock is held under the token `id`.
   * @returns who held it; `undefined` where nothing is held under that token
   */
  break(id: string): Promise<LockHolder | undefined>;
}

/** The effects that nearly every part needs, handed down from the composition root. */
export interface Effects {
  readonly clock: Clock;
  readonly random: Random;
  readonly sink: Sink;
}
