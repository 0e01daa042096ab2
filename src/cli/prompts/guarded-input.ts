import { Transform } from "node:stream";
import { looksLikePrivateKey } from "../../core/ssh-keys.ts";
import type { Input, Output } from "../host.ts";
import { inOneLine, MARK_PASTES, pasteFilter } from "./paste.ts";

/** What a prompt receives in place of a private key. */
export const PRIVATE_KEY_MARK = "(a private key, not shown)";

const CLEAR_LINE = "\u0015";
const REFUSED = `${CLEAR_LINE}${PRIVATE_KEY_MARK}\r`;
const CANCEL = "\u0003";
const BEGIN = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File/i;
const END = /-----END [A-Z0-9 ]*PRIVATE KEY-----[\r\n]*|Private-MAC:[^\r\n]*[\r\n]*/i;
const BEGIN_PUBLIC = /---- ?BEGIN [A-Z0-9 ]*PUBLIC KEY/;
const END_PUBLIC = /---- ?END [A-Z0-9 ]*PUBLIC KEY ?----[-\r\n]*/;

/** Keyboard input for prompts, from which private keys have been taken out. */
export interface GuardedInput {
  readonly input: Input;
  /** Gives the keyboard back. */
  close(): void;
}

/**
 * A prompt shows what it is given, as it is given. So a private key pasted by mistake must not reach it:
 * from the line that begins one to the line that ends it everything is held back, and the prompt is handed
 * {@link PRIVATE_KEY_MARK} instead, to refuse it in its own words. What is pasted in several lines comes as one.
 * @param output the terminal that the input belongs to
 */
export function guardInput(stdin: Input, output: Output): GuardedInput {
  const filter = pasteFilter(keyFilter(), REFUSED);
  const guarded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = filter(chunk.toString("utf8"));
      done(null, text === "" ? undefined : text);
    },
  });
  // Prompts switch their input to raw mode; only the real keyboard can.
  const terminal = stdin as Input & { setRawMode?(mode: boolean): unknown };
  const input = Object.assign(guarded, {
    isTTY: stdin.isTTY === true,
    setRawMode: (mode: boolean) => terminal.setRawMode?.(mode),
  });
  stdin.pipe(guarded);
  output.write(MARK_PASTES.on);
  let open = true;
  return {
    input,
    close() {
      if (!open) return;
      open = false;
      output.write(MARK_PASTES.off);
      stdin.unpipe(guarded);
      stdin.pause();
    },
  };
}

/** Takes private keys out of a text that comes in pieces, and gives public ones of several lines in one. */
export function keyFilter(): (piece: string) => string {
  let line = "";
  let held: string | undefined;
  let refused = false;

  const release = (): string => {
    const text = held ?? "";
    const isPrivate = BEGIN.test(text);
    if (!text.includes(CANCEL) && !(isPrivate ? END : END_PUBLIC).test(text)) return "";
    held = undefined;
    if (text.includes(CANCEL)) return CANCEL;
    if (!isPrivate && !looksLikePrivateKey(text)) return `${CLEAR_LINE}${inOneLine(text)}`;
    refused = true;
    return REFUSED;
  };

  return (piece) => {
    if (held !== undefined) {
      held += piece;
      return release();
    }
    const prefix = refused ? CLEAR_LINE : "";
    refused = false;
    line = `${line}${piece}`;
    if (BEGIN.test(line) || BEGIN_PUBLIC.test(line)) {
      held = line;
      line = "";
      return prefix + release();
    }
    if (piece.length > 1 && looksLikePrivateKey(piece)) {
      // Without its armour there is no telling where it ends: this piece goes.
      line = "";
      refused = true;
      return REFUSED;
    }
    line = line.slice(Math.max(line.lastIndexOf("\r"), line.lastIndexOf("\n")) + 1).slice(-256);
    return prefix + piece;
  };
}
