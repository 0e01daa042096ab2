import type { Style } from "./style.ts";

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
  /** Percentage of the pairs tried that held; absent where none was tried. */
  readonly isolated: number | undefined;
}

/** More partners than this are told in numbers: a grid of them is no help. */
const GRID = 12;

/** The matrix of partners against partners, and how much of it was tried. */
export function pairsText(summary: PairSummary, style: Style): string {
  const { partners, cells, possible, seed, isolated } = summary;
  const grid = partners.length <= GRID ? [...gridLines(summary, style), ""] : [];
  const broken = cells
    .filter((cell) => !cell.held)
    .map(({ from, to }) => `  ${style.bad("✗")} ${from} reached ${to}`);
  const percent = isolated === undefined ? "No pair was tried live" : `${isolated} % isolated`;
  return [
    ...grid,
    ...broken,
    `${isolated === 100 ? style.good("✓") : style.warn("!")} ${style.bold(percent)} ${style.dim(`· ${cells.length} of ${possible} pairs tried live, picked by the seed ${seed}`)}`,
    ...(cells.length < possible
      ? [
          style.dim(
            "  Pairs grow with the square of the partners, so live ones are a sample: --pairs N tries more, another --seed others.",
          ),
        ]
      : []),
  ].join("\n");
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
