import type { Piece } from "./ansi.ts";

/** One screen of the picture. */
export interface Panel {
  readonly title: string;
  readonly lines: readonly (readonly Piece[])[];
}

const CELL = { width: 8.4, height: 18 };
const PADDING = 18;
const BAR = 34;
const GAP = 14;
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const BACKGROUND = "#0d1117";
const FOREGROUND = "#e6edf3";
const PALETTE: Readonly<Record<string, string>> = {
  black: "#484f58",
  red: "#ff7b72",
  green: "#3fb950",
  yellow: "#d29922",
  blue: "#58a6ff",
  magenta: "#bc8cff",
  cyan: "#39c5cf",
  white: FOREGROUND,
  "bright-black": "#8b949e",
};

/** Draws terminal screens under one another. @param columns their width in characters */
export function drawPanels(panels: readonly Panel[], columns: number): string {
  const width = columns * CELL.width + 2 * PADDING;
  let top = 0;
  const drawn = panels.map(({ title, lines }) => {
    const height = BAR + lines.length * CELL.height + PADDING;
    const panel = panelAt(top, width, height, title, lines);
    top += height + GAP;
    return panel;
  });
  const height = top - GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="14">`,
    ...drawn,
    "</svg>\n",
  ].join("\n");
}

function panelAt(top: number, width: number, height: number, title: string, lines: Panel["lines"]): string {
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (colour, index) => `<circle cx="${20 + index * 18}" cy="17" r="5.5" fill="${colour}"/>`,
  );
  const text = lines.flatMap((pieces, row) =>
    pieces.map((piece) => pieceAt(BAR + (row + 1) * CELL.height - 5, piece)),
  );
  return [
    `<g transform="translate(0 ${top})">`,
    `<rect width="${width}" height="${height}" rx="9" fill="${BACKGROUND}" stroke="#30363d"/>`,
    ...dots,
    `<text x="${width / 2}" y="22" text-anchor="middle" fill="#8b949e" font-size="13">${escaped(title)}</text>`,
    ...text,
    "</g>",
  ].join("\n");
}

/** Each piece has its place and length, so that columns stay columns in whatever font there is. */
function pieceAt(y: number, piece: Piece): string {
  const text = piece.inverse ? piece.text : piece.text.trimEnd();
  const blank = text.length - text.trimStart().length;
  const x = PADDING + (piece.column + (piece.inverse ? 0 : blank)) * CELL.width;
  const shown = piece.inverse ? text : text.trimStart();
  const length = [...shown].length * CELL.width;
  const colour = PALETTE[piece.colour ?? "white"] ?? FOREGROUND;
  if (shown.trim() === "" || /^█+$/.test(shown))
    return `<rect x="${round(x)}" y="${y - 13}" width="${round(length)}" height="${CELL.height}" fill="${colour}"/>`;
  const looks = [
    ...(piece.bold ? ['font-weight="bold"'] : []),
    ...(piece.dim ? ['opacity="0.6"'] : []),
    ...(piece.struck ? ['text-decoration="line-through"'] : []),
  ];
  const attributes = [
    `x="${round(x)}" y="${y}" textLength="${round(length)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"`,
    `fill="${colour}"`,
    ...looks,
  ];
  return `<text ${attributes.join(" ")}>${escaped(shown)}</text>`;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
