import type { Output } from "../host.ts";

/** Lines at the end of a terminal that are redrawn in place, below lines that stay. */
export interface LiveBlock {
  /** Prints `stay` above the block, and replaces the block by `view`. */
  draw(stay: readonly string[], view: readonly string[]): void;
}

const ERASE_DOWN = "\u001b[0J";
/** Rows of a terminal that does not tell how many it has. */
const USUAL_ROWS = 24;

/**
 * Where `live` is false (no terminal), only lines that stay are written.
 * Lines of the block must be clipped to the terminal's width: a wrapped line would not be erased. For the same reason a
 * block that is higher than the terminal is cut; its last line, which tells how far it is, stays.
 */
export function liveBlock(output: Output, live: boolean): LiveBlock {
  let drawn = 0;
  return {
    draw(stay, view) {
      const erase = drawn === 0 ? "" : `\r\u001b[${drawn}A${ERASE_DOWN}`;
      const block = live ? fittingOf(view, (output.rows ?? USUAL_ROWS) - 1) : [];
      drawn = block.length;
      const text = `${erase}${[...stay, ...block].map((line) => `${line}\n`).join("")}`;
      if (text !== "") output.write(text);
    },
  };
}

function fittingOf(view: readonly string[], rows: number): readonly string[] {
  if (view.length <= rows) return view;
  const shown = Math.max(0, rows - 2);
  return [...view.slice(0, shown), `    … and ${view.length - 1 - shown} more`, ...view.slice(-1)];
}
