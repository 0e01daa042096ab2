import { stripVTControlCharacters } from "node:util";

/**
 * Text from outside made fit for a terminal: control characters, escape sequences and marks that turn the
 * writing direction can't act there.
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    char === "\n" || char === "\t" ? char : `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** `text` in lines of at most `width` characters, each begun with `indent`; words longer than that stay whole. */
export function wrap(text: string, width: number, indent = ""): string {
  const room = Math.max(20, width - indent.length);
  return text
    .split("\n")
    .flatMap((paragraph) => wrapParagraph(paragraph, room))
    .map((line) => `${indent}${line}`.trimEnd())
    .join("\n");
}

/**
 * `text` behind `mark`, wrapped at `width`, its further lines indented by `indent`; words longer than that stay whole.
 * `mark` may hold escape sequences: its own width is taken to be `indent` less a space.
 */
export function hang(mark: string, text: string, width: number, indent: number): string {
  return `${mark} ${wrap(text, width, " ".repeat(indent)).trimStart()}`;
}

function wrapParagraph(paragraph: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && seenLength(line) + 1 + seenLength(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What is seen of a text: colours take no room. */
export function seenLength(text: string): number {
  return text.includes("\u001b") ? stripVTControlCharacters(text).length : text.length;
}

/** A number of things: `1 gate`, `2 gates`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A number of bytes: `999 B`, `1.5 MiB`. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** Cuts `text` to `width` characters, with an ellipsis where something was cut. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Cuts the middle out of `text` where it is longer than `width`: names differ at their ends. */
export function clipMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

/** Rows as columns, two spaces apart; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

/**
 * Rows with a header as a {@link table}; on a terminal that is too narrow for it, one block for each row. Where nothing
 * is redrawn, e.g. behind a pipe, one row stays one line.
 */
export function headedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { width, redraw }: { readonly width: number; readonly redraw: boolean },
): string {
  const whole = table([header, ...rows]);
  if (!redraw || whole.split("\n").every((line) => line.length <= width)) return whole;
  const widest = Math.max(...header.map((name) => name.length));
  const block = (row: readonly string[]) =>
    row.map((cell, index) =>
      hang(`${index === 0 ? "" : "  "}${header[index] ?? ""}`.padEnd(widest + 2), cell, width, widest + 3),
    );
  return rows.map((row) => block(row).join("\n")).join("\n\n");
}
