import type { Output } from "../host.ts";

/** Lines at the end of a terminal that are redrawn in place, below lines that stay. */
export interface LiveBlock {
  /** Prints lines that stay, above the block. */
  print(...lines: readonly string[]): void;
  /** Replaces the block. */
  show(lines: readonly string[]): void;
}

const ERASE_DOWN = "\u001b[0J";

/**
 * Where `live` is false (no terminal), only lines that stay are written.
 * Lines of the block must be clipped to the terminal's width: a wrapped line would not be erased.
 */
export function liveBlock(output: Output, live: boolean): LiveBlock {
  let drawn: readonly string[] = [];
  const erase = () => (drawn.length === 0 ? "" : `\r\u001b[${drawn.length}A${ERASE_DOWN}`);
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return {
    print(...lines) {
      output.write(`${erase()}${text(lines)}${text(drawn)}`);
    },
    show(lines) {
      if (!live || (lines.length === 0 && drawn.length === 0)) return;
      output.write(`${erase()}${text(lines)}`);
      drawn = lines;
    },
  };
}
