import type { Output } from "../host.ts";
import type { Style } from "./style.ts";

/** What stands for each sign where a terminal shows ASCII only. */
const ASCII: Readonly<Record<string, string>> = {
  "✓": "ok",
  "✗": "x",
  "⊘": "no",
  "…": "...",
  "·": "-",
  "•": "*",
  "→": "->",
  "↑": "up",
  "↓": "down",
  "↺": "<-",
  "–": "-",
  "−": "-",
  "×": "x",
  "≥": ">=",
  "◆": "*",
  "◇": "o",
  "●": ">",
  "○": " ",
  "■": "x",
  "▲": "!",
  "◼": "+",
  "◻": "-",
  "▪": "*",
  "█": "#",
  "━": "=",
  "─": "-",
  "│": "|",
  "┌": "+",
  "┐": "+",
  "└": "+",
  "┘": "+",
  "├": "+",
  "╭": "+",
  "╮": "+",
  "╰": "+",
  "╯": "+",
};

/** What a screen reader is given instead: it reads words well, and signs by names that tell nothing. */
const WORDS: Readonly<Record<string, string>> = {
  ...ASCII,
  "✓": "ok:",
  "✗": "failed:",
  "⊘": "refused:",
  "→": "next:",
  "↺": "undo:",
  "·": ",",
  "◆": "",
  "•": "",
};

/** `text` as `style`'s stream can show it: signs that it can't show have stand-ins of ASCII, or are words. */
export function legible(
  text: string,
  { unicode, accessible }: Pick<Style, "unicode" | "accessible">,
): string {
  if (unicode && !accessible) return text;
  const standIns = accessible ? WORDS : ASCII;
  const spaced = accessible ? text.replace(/ ·(?= )/g, ",").replace(/[◆•] /g, "") : text;
  return spaced.replace(/[^\0-\u007f]/gu, (sign) => standIns[sign] ?? sign);
}

/** `output` whose texts are made {@link legible} on their way. Everything else about it is as it was. */
export function fitted(output: Output, style: Pick<Style, "unicode" | "accessible">): Output {
  if (style.unicode && !style.accessible) return output;
  const write = (chunk: unknown, ...rest: never[]) =>
    output.write(typeof chunk === "string" ? legible(chunk, style) : chunk, ...rest);
  return new Proxy(output, {
    get(target, name) {
      if (name === "write") return write;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
