import type { Event } from "./events.ts";

/** Time, as an argument: real in the product, virtual in simulations. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
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
  release(): Promise<void>;
}

/** What came of asking for a lock: it, or who holds it. */
export type Taken = { readonly lock: Lock } | { readonly holder: LockHolder };

/** Locks of one store, by name: each has one holder at a time, wherever that runs. */
export interface Locks {
  take(name: string, purpose: string): Promise<Taken>;
  /** Frees what is proven to be held by nobody any more. */
  clearDead(): Promise<void>;
  /** Where the lock is, for a message to people. */
  placeOf(name: string): string;
}

/** The effects that nearly every part needs, handed down from the composition root. */
export interface Effects {
  readonly clock: Clock;
  readonly random: Random;
  readonly sink: Sink;
}
