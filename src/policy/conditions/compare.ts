import type { Reading } from "../variables.ts";

/** A comparison that cannot be made says why, and the request fails closed. */
export interface Unreadable {
  readonly unreadable: string;
}

/** One value of the request against one of the policy. */
export type Compare = (given: string, written: string, reading: Reading) => boolean | Unreadable;
