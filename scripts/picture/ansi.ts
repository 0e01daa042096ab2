/** How a piece of text looks. Colours are names of the palette, or `#rrggbb`. */
export interface Look {
  readonly colour?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
  readonly struck?: boolean;
}

/** A piece of one line that looks the same throughout. */
export interface Piece extends Look {
  /** Column of its first character, from 0. */
  readonly column: number;
  readonly text: string;
}

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const ESCAPE = "\u001b";
const SELECT_LOOK = new RegExp(`${ESCAPE}\\[([\\d;]*)m`);

/** The lines of a terminal's screen, as `tmux capture-pane -e` prints it, in pieces. */
export function readScreen(screen: string): Piece[][] {
  let look: Look = {};
  return screen
    .trimEnd()
    .split("\n")
    .map((line) => {
      const pieces: Piece[] = [];
      let column = 0;
      // Split at a pattern with a group: text and codes take turns.
      line.split(SELECT_LOOK).forEach((part, index) => {
        if (index % 2 === 1) {
          look = part.split(";").reduce(changed, look);
          return;
        }
        if (part.trim() !== "" || (look.inverse && part !== "")) pieces.push({ ...look, column, text: part });
        column += [...part].length;
      });
      return pieces;
    });
}

/** The lines from the first that holds `from` up to the next that holds `to`, without that one, or to the end. */
export function cut(lines: readonly Piece[][], from: string, to?: string): Piece[][] {
  const textOf = (line: readonly Piece[]) => line.map(({ text }) => text).join("");
  const first = lines.findIndex((line) => textOf(line).includes(from));
  const behind =
    to === undefined
      ? lines.length
      : lines.findIndex((line, index) => index > first && textOf(line).includes(to));
  if (first === -1 || behind === -1) throw new Error(`The terminal does not show "${from}", then "${to}".`);
  return lines.slice(first, behind);
}

/** https://www.ecma-international.org/publications-and-standards/standards/ecma-48/: SGR, as far as vendor uses it. */
function changed(look: Look, code: string): Look {
  const number = Number(code);
  if (number === 0) return {};
  if (number === 1) return { ...look, bold: true };
  if (number === 2) return { ...look, dim: true };
  if (number === 7) return { ...look, inverse: true };
  if (number === 9) return { ...look, struck: true };
  if (number === 22) return { ...look, bold: false, dim: false };
  if (number === 27) return { ...look, inverse: false };
  if (number === 29) return { ...look, struck: false };
  if (number >= 30 && number <= 37) return { ...look, colour: COLOURS[number - 30] ?? "white" };
  if (number >= 90 && number <= 97) return { ...look, colour: `bright-${COLOURS[number - 90]}` };
  if (number === 39) return { ...look, colour: "white" };
  return look;
}
