import type { Style } from "../render/style.ts";
import { clipMiddle, seenLength, wrap } from "../render/text.ts";

/** What stands before the lines of a question. */
const BAR = "│";
const END = "└";

/** How far a question has come. */
export type Stage = "open" | "wrong" | "looking" | "answered" | "left";

const MARKS: Readonly<Record<Stage, string>> = {
  open: "◆",
  wrong: "▲",
  looking: "◆",
  answered: "◇",
  left: "■",
};

/** What is drawn of a question. */
export interface Frame {
  readonly message: string;
  readonly stage: Stage;
  /** Lines of the answer, as they look. */
  readonly answer: readonly string[];
  /** What is wrong with the answer. */
  readonly problem?: string;
  /** The help, where it was asked for. */
  readonly help?: string;
  /** The keys that do something. */
  readonly keys: readonly string[];
}

/** Room for text beside the bar, in characters. */
export function roomOf({ width }: Style): number {
  return width - 3;
}

/** A question as it stands on the screen, over its whole width; words are not broken. */
export function drawFrame({ message, stage, answer, problem, help, keys }: Frame, style: Style): string {
  const paint = paintOf(stage, style);
  const bar = paint(BAR);
  const room = roomOf(style);
  const beside = (text: string, look: (line: string) => string = (line) => line) =>
    wrap(text, room)
      .split("\n")
      .map((line) => `${bar}  ${look(line)}`.trimEnd());
  const [first = "", ...rest] = wrap(message, room).split("\n");
  const head = [style.dim(BAR), `${paint(MARKS[stage])}  ${first}`, ...rest.map((line) => `${bar}  ${line}`)];
  // Whoever leaves has answered nothing.
  if (stage === "left") return head.join("\n");
  if (stage === "answered")
    return [...head, ...answer.map((line) => `${style.dim(BAR)}  ${style.dim(line)}`)].join("\n");
  return [
    ...head,
    ...(help === undefined ? [] : beside(help, style.accent)),
    ...answer.map((line) => `${bar}  ${line}`),
    ...(problem === undefined ? [] : beside(problem, style.warn)),
    ...(stage === "looking" ? beside("Looking …", style.dim) : []),
    ...drawKeys(keys, paint(END), style),
    "",
  ].join("\n");
}

/** What keys do, none of it broken. */
function drawKeys(keys: readonly string[], end: string, style: Style): string[] {
  const lines: string[] = [];
  for (const key of keys) {
    const longer = `${lines.at(-1) ?? ""} · ${key}`;
    if (lines.length > 0 && longer.length <= roomOf(style)) lines[lines.length - 1] = longer;
    else lines.push(key);
  }
  const [first = "", ...rest] = lines;
  return [`${end}  ${style.dim(first)}`.trimEnd(), ...rest.map((line) => `   ${style.dim(line)}`)];
}

function paintOf(stage: Stage, style: Style): (text: string) => string {
  if (stage === "wrong") return style.warn;
  if (stage === "left") return style.bad;
  return stage === "answered" ? style.good : style.accent;
}

/** A finished part beside the bar: what is told between questions. */
export function drawNote(mark: string, text: string, style: Style): string {
  const [first = "", ...rest] = text.split("\n").flatMap((line) => wrapFit(line, roomOf(style)));
  const bar = style.dim(BAR);
  return [bar, `${mark}  ${first}`.trimEnd(), ...rest.map((line) => `${bar}  ${line}`.trimEnd())].join("\n");
}

/** Lines that are wider than there is room are wrapped, and go on where their text began. */
function wrapFit(line: string, room: number): string[] {
  if (seenLength(line) <= room) return [line];
  const indent = /^\s*(?:\S+\s{2,})?/.exec(line)?.[0].length ?? 0;
  const deep = indent > room / 2 ? 2 : indent;
  const [first = "", ...rest] = wrap(line, room).split("\n");
  return [first, ...wrap(rest.join(" "), room, " ".repeat(deep)).split("\n")];
}

const INVERSE = "\u001b[7m";
const UPRIGHT = "\u001b[27m";

/**
 * A line of text that is edited, with its cursor, in lines of `room` characters; of a text that is longer than three of
 * them, what is around the cursor.
 */
export function drawEdited(text: string, at: number, room: number): string[] {
  const cursor = Math.min(at, text.length);
  const from = Math.max(0, Math.min(cursor - 2 * room, text.length + 1 - 3 * room));
  const cells = [...`${text} `.slice(from, from + 3 * room)];
  const lines: string[] = [];
  for (let start = 0; start < cells.length; start += room) {
    const line = cells.slice(start, start + room);
    const here = cursor - from - start;
    const under = line[here];
    if (under !== undefined) line[here] = `${INVERSE}${under}${UPRIGHT}`;
    lines.push(line.join("").trimEnd());
  }
  return lines;
}

/** An answer in one line. */
export function drawAnswered(text: string, room: number): readonly string[] {
  return [text === "" ? "(none)" : clipMiddle(text, room)];
}
