import { looksLikePrivateKey, parsePublicKey } from "../../core/ssh-keys.ts";

/**
 * Asks a terminal to mark what is pasted, so that a line end in it is no Enter; and to leave off. Terminals that don't
 * know it ignore it. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Bracketed-Paste-Mode
 */
export const MARK_PASTES = { on: "\u001b[?2004h", off: "\u001b[?2004l" } as const;

const BEGIN = "\u001b[200~";
const END = "\u001b[201~";

/**
 * Takes pastes that the terminal has marked out of a text that comes in pieces, and puts in what they are in one line.
 * @param typed takes all the rest
 * @param refused what stands in for a private key
 */
export function pasteFilter(typed: (piece: string) => string, refused: string): (piece: string) => string {
  let held: string | undefined;
  const take = (piece: string): string => {
    if (held === undefined) {
      const begin = piece.indexOf(BEGIN);
      if (begin === -1) return piece === "" ? "" : typed(piece);
      held = "";
      const before = piece.slice(0, begin);
      return (before === "" ? "" : typed(before)) + take(piece.slice(begin + BEGIN.length));
    }
    held += piece;
    const end = held.indexOf(END);
    if (end === -1) return "";
    const pasted = held.slice(0, end);
    const after = held.slice(end + END.length);
    held = undefined;
    return (looksLikePrivateKey(pasted) ? refused : inOneLine(pasted)) + take(after);
  };
  return take;
}

/** A text of several lines in one, as a prompt takes it: a key block as the one line that says the same. */
export function inOneLine(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").trim();
  const key = lines.includes("\n") ? parsePublicKey(lines) : undefined;
  return key?.ok ? `${key.body} ${key.comment}`.trim() : lines.replace(/\s*\n\s*/g, " ");
}
