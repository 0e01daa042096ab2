import { styleText } from "node:util";
import type { Env } from "../../core/env.ts";
import type { Output } from "../host.ts";

/** How text looks on one stream. */
export interface Style {
  /** Width in characters. */
  readonly width: number;
  /** Whether lines can be rewritten in place. */
  readonly live: boolean;
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  accent(text: string): string;
}

type Format = Parameters<typeof styleText>[0];

const WIDEST = 100;

/** The style of `stream`: colour on terminals unless NO_COLOR, TERM=dumb or --no-color; FORCE_COLOR anywhere. */
export function styleOf(stream: Output, env: Env, color: boolean): Style {
  const wanted = stream.isTTY === true && env.TERM !== "dumb" && !env.NO_COLOR;
  const colored =
    color && (wanted || (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0" && !env.NO_COLOR));
  // The decision is made here; Node's own look at its process's streams would overrule it.
  const paint = (format: Format) => (text: string) =>
    colored ? styleText(format, text, { validateStream: false }) : text;
  return {
    width: Math.min(WIDEST, stream.columns ?? 80),
    live: stream.isTTY === true && env.TERM !== "dumb" && !env.CI,
    bold: paint("bold"),
    dim: paint("dim"),
    good: paint("green"),
    bad: paint("red"),
    warn: paint("yellow"),
    accent: paint("cyan"),
  };
}
