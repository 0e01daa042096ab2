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

/** The effects that nearly every part needs, handed down from the composition root. */
export interface Effects {
  readonly clock: Clock;
  readonly random: Random;
  readonly sink: Sink;
}
