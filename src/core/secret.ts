import { inspect } from "node:util";

const MASK = "[secret]";

/**
 * A value that must never be printed, logged or written. Printing it in any way gives `[secret]`;
 * only {@link Secret.reveal} hands out the value, at the edge that sends it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where the value is sent, never where it is shown. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
