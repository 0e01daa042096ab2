import { styleText } from "node:util";
import type { Env } from "../../core/env.ts";
import type { Output } from "../host.ts";
import { isCi, isSwitchedOn, showsUnicode } from "./terminal-facts.ts";

/** How text looks on one stream. */
export interface Style {
  /** Width in characters, as the stream is now: terminals are made narrower and wider. */
  readonly width: number;
  /** Whether lines may be rewritten in place: on a terminal that can, neither in CI nor for a screen reader. */
  readonly redraw: boolean;
  /** Whether signs and lines beyond ASCII are shown; where not, {@link fitted} puts stand-ins. */
  readonly unicode: boolean;
  /** Whether a screen reader reads it: nothing is redrawn, no boxes are drawn, signs are words. */
  readonly accessible: boolean;
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  accent(text: string): string;
}

/** What the command line says about looks. */
export interface Looks {
  /** `false` with `--no-color`. */
  readonly color: boolean;
  /** `--accessible`; the variable `ACCESSIBLE` asks for the same. */
  readonly accessible?: boolean;
}

type Format = Parameters<typeof styleText>[0];

const WIDEST = 100;
/** By how much the longest stand-in of ASCII, and the longest word, is longer than its sign. */
const LONGER = { standIn: 2, word: 7 };

/** The style of `stream`: colour on terminals unless NO_COLOR, TERM=dumb or --no-color; FORCE_COLOR anywhere. */
export function styleOf(stream: Output, env: Env, { color, accessible = false }: Looks): Style {
  const terminal = stream.isTTY === true && env.TERM !== "dumb";
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  const colored = color && !env.NO_COLOR && (terminal || forced);
  // The decision is made here; Node's own look at its process's streams would overrule it.
  const paint = (format: Format) => (text: string) =>
    colored ? styleText(format, text, { validateStream: false }) : text;
  const unicode = showsUnicode(env);
  const read = accessible || isSwitchedOn(env.ACCESSIBLE);
  const longer = read ? LONGER.word : unicode ? 0 : LONGER.standIn;
  return {
    get width() {
      return Math.min(WIDEST, stream.columns ?? 80) - longer;
    },
    redraw: terminal && !isCi(env) && !read,
    unicode,
    accessible: read,
    bold: paint("bold"),
    dim: paint("dim"),
    good: paint("green"),
    bad: paint("red"),
    warn: paint("yellow"),
    accent: paint("cyan"),
  };
}
