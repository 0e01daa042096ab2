import { stripVTControlCharacters } from "node:util";
import type { Output } from "../host.ts";
import { legible } from "./fitted.ts";
import type { Style } from "./style.ts";

/** Lines at the end of a terminal that are redrawn in place, below lines that stay. */
export interface LiveBlock {
  /**
   * Prints `stay` above the block, and replaces the block by `view`. What it drew before is erased also where the
   * terminal was made narrower since, and has wrapped it.
   */
  draw(stay: readonly string[], view: readonly string[]): void;
}

const ERASE_DOWN = "\u001b[0J";
/** Size of a terminal that does not tell its own. */
const USUAL = { rows: 24, columns: 80 };

/**
 * Where nothing can be redrawn, only lines that stay are written.
 * Lines of the block are cut at the terminal's width: a wrapped line would not be erased. For the same reason a block
 * that is higher than the terminal is cut; its last line, which tells how far it is, stays.
 */
export function liveBlock(output: Output, style: Style): LiveBlock {
  let drawn: readonly string[] = [];
  return {
    draw(stay, view) {
      const { rows = USUAL.rows, columns = USUAL.columns } = output;
      const up = Math.min(rows - 1, heightOf(drawn, columns));
      const erase = up === 0 ? "" : `\r\u001b[${up}A${ERASE_DOWN}`;
      const block = style.redraw ? fittingOf(view, rows - 1).map((line) => within(line, columns, style)) : [];
      drawn = block;
      const text = `${erase}${[...stay, ...block].map((line) => `${line}\n`).join("")}`;
      if (text !== "") output.write(text);
    },
  };
}

/** How many rows lines take. */
function heightOf(lines: readonly string[], columns: number): number {
  return lines
    .map((line) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)))
    .reduce((sum, rows) => sum + rows, 0);
}

/** A line as it is shown, stand-ins for signs included, which may be longer than what they stand for. */
function within(line: string, columns: number, style: Style): string {
  const shown = legible(line, style);
  const text = stripVTControlCharacters(shown);
  return text.length < columns ? shown : text.slice(0, columns - 1);
}

function fittingOf(view: readonly string[], rows: number): readonly string[] {
  if (view.length <= rows) return view;
  const shown = Math.max(0, rows - 2);
  return [...view.slice(0, shown), `    … and ${view.length - 1 - shown} more`, ...view.slice(-1)];
}
