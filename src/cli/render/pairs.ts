import type { Style } from "./style.ts";
import { plain, wrap } from "./text.ts";

/** What came of one pair of partners. */
export interface PairCell {
  readonly from: string;
  readonly to: string;
  /** Whether the one was refused everything of the other. */
  readonly held: boolean;
}

/** Pairs of partners that were tried against each other. */
export interface PairSummary {
  readonly partners: readonly string[];
  readonly cells: readonly PairCell[];
  /** How many pairs there are. */
  readonly possible: number;
  readonly seed: string;
  /** Percentage of all pairs that are proven apart and, where they were tried, were refused; absent for one partner. */
  readonly isolated: number | undefined;
  /** What the proof found that two of them reach. */
  readonly overlaps: readonly string[];
  /** What the proof could not decide. */
  readonly unproven: readonly string[];
}

/** More partners than this are told in numbers: a grid of them is no help. */
const GRID = 12;

/** The matrix of partners against partners, and how much of it was tried. */
export function pairsText(summary: PairSummary, style: Style): string {
  const { partners, cells, possible, seed, isolated, overlaps, unproven } = summary;
  const grid = partners.length <= GRID ? [...gridLines(summary, style), ""] : [];
  const broken = cells
    .filter((cell) => !cell.held)
    .map(({ from, to }) => `  ${style.bad("✗")} ${from} reached ${to}`);
  const percent = isolated === undefined ? "One partner, no pair" : `${isolated} % isolated`;
  return [
    ...grid,
    ...broken,
    ...overlaps.map((text) => wrapped(style.bad("✗"), text, style)),
    ...unproven.map((text) => wrapped(style.warn("! not proven"), text, style)),
    `${isolated === 100 ? style.good("✓") : style.warn("!")} ${style.bold(percent)} ${style.dim(`· all ${possible} pairs decided from the documents in force`)}`,
    style.dim(`  ${cells.length} of ${possible} pairs tried live, picked by the seed ${seed}`),
    ...(cells.length < possible
      ? [
          style.dim(
            "  Pairs grow with the square of the partners, so live ones are a sample: --pairs N tries more, another --seed others.",
          ),
        ]
      : []),
  ].join("\n");
}

function wrapped(mark: string, text: string, style: Style): string {
  return `  ${mark} ${wrap(plain(text), style.width, "    ").trimStart()}`;
}

function gridLines({ partners, cells }: PairSummary, style: Style): string[] {
  const widest = Math.max(...partners.map((name) => name.length));
  const mark = (from: string, to: string): string => {
    if (from === to) return " ";
    const cell = cells.find((one) => one.from === from && one.to === to);
    if (cell === undefined) return style.dim("·");
    return cell.held ? style.good("✓") : style.bad("✗");
  };
  return [
    style.dim("  Each row tries what belongs to each column, in the same order (· not tried)"),
    ...partners.map((from) =>
      `  ${from.padEnd(widest)}  ${partners.map((to) => mark(from, to)).join(" ")}`.trimEnd(),
    ),
  ];
}
