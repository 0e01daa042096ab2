import type { Output } from "../host.ts";

/** Lines at the end of a terminal that are redrawn in place, below lines that stay. */
export interface LiveBlock {
  /** Prints `stay` above the block, and replaces the block by `view`. */
  draw(stay: readonly string[], view: readonly string[]): void;
}

const ERASE_DOWN = "\u001b[0J";

/**
 * Where `live` is false (no terminal), only lines that stay are written.
 * Lines of the block must be clipped to the terminal's width: a wrapped line would not be erased.
 */
export function liveBlock(output: Output, live: boolean): LiveBlock {
  let drawn = 0;
  return {
    draw(stay, view) {
      const erase = drawn === 0 ? "" : `\r\u001b[${drawn}A${ERASE_DOWN}`;
      const lines = live ? [...stay, ...view] : stay;
      drawn = live ? view.length : 0;
      const text = `${erase}${lines.map((line) => `${line}\n`).join("")}`;
      if (text !== "") output.write(text);
    },
  };
}
