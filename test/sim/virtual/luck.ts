import { createHash } from "node:crypto";
import type { Random } from "../../../src/core/ports.ts";

/** Luck that depends on a seed alone; each part of a simulation has its own, so that one does not shift another's. */
export interface Luck extends Random {
  /** A number from `from` up to `to`. */
  between(from: number, to: number): number;
  /** Whether something with this probability happens. */
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Luck of `name` in the simulation of `seed`. */
export function luckOf(seed: number, name: string): Luck {
  let drawn = 0;
  const block = (): Buffer => {
    drawn += 1;
    return createHash("sha256").update(`${seed}/${name}/${drawn}`).digest();
  };
  const float = () => block().readUIntBE(0, 6) / 2 ** 48;
  return {
    float,
    bytes(length) {
      const bytes = Buffer.alloc(length);
      for (let at = 0; at < length; at += 32) block().copy(bytes, at);
      return new Uint8Array(bytes);
    },
    between: (from, to) => from + float() * (to - from),
    chance: (probability) => float() < probability,
    pick: (items) => items[Math.floor(float() * items.length)] ?? items[0],
  };
}
