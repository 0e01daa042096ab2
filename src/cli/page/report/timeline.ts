import { scaleLinear } from "d3-scale";
import type { Element } from "hast";
import { s } from "hastscript";
import { formatDuration } from "../../../core/duration.ts";
import { attemptTitle } from "../../render/wording.ts";
import type { Span, Timeline, Wait } from "../../report/timeline.ts";

const WIDTH = 960;
/** Where the time axis begins: titles of stages stand left of it. */
const LEFT = 300;
const RIGHT = WIDTH - 76;
const TOP = 26;
const ROW = 22;
/** Height of one wait within its stage. */
const WAIT = 6;
/** Longest title of a stage, in characters. */
const TITLE = 42;

interface Row {
  readonly span: Span;
  readonly top: number;
  readonly height: number;
  /** Whether a phase begins with it. */
  readonly first: boolean;
}

/**
 * A run as a drawing: one row a stage, one line a wait, on an axis of time. Colours come from the page's style.
 * @param name unique in the page: IDs inside begin with it
 */
export function drawTimeline({ ms, spans }: Timeline, name: string, title: string): Element {
  const x = scaleLinear()
    .domain([0, Math.max(1, ms)])
    .rangeRound([LEFT, RIGHT]);
  const rows = rowsOf(spans);
  const bottom = rows.reduce((end, { top, height }) => Math.max(end, top + height), TOP);
  const ticks = x
    .ticks(8)
    .map((tick) =>
      s("g", { className: ["tick"] }, [
        s("line", { x1: x(tick), x2: x(tick), y1: TOP - 6, y2: bottom }),
        s("text", { x: x(tick), y: TOP - 11, textAnchor: "middle" }, tick === 0 ? "0" : formatDuration(tick)),
      ]),
    );
  return s(
    "svg",
    {
      className: ["timeline"],
      viewBox: `0 0 ${WIDTH} ${bottom + 8}`,
      width: WIDTH,
      height: bottom + 8,
      role: "img",
      ariaLabelledBy: `${name}-title`,
    },
    [s("title", { id: `${name}-title` }, title), ...ticks, ...rows.map((row) => drawRow(row, x))],
  );
}

function rowsOf(spans: readonly Span[]): readonly Row[] {
  let top = TOP;
  return spans.map((span, index) => {
    const first = spans[index - 1]?.phase !== span.phase;
    if (first) top += ROW;
    const height = Math.max(ROW, span.waits.length * WAIT + 8);
    const row = { span, top, height, first };
    top += height;
    return row;
  });
}

type Scale = (ms: number) => number;

function drawRow({ span, top, height, first }: Row, x: Scale): Element {
  const { title, phase, type, fromMs, toMs, between, waits } = span;
  const took = formatDuration(toMs - fromMs);
  const label = title.length <= TITLE ? title : `${title.slice(0, TITLE - 1)}…`;
  const [from, to] = [x(fromMs), x(toMs)];
  return s("g", { className: ["row", type, ...(between ? ["between"] : [])] }, [
    s("title", `${title}: ${took}${between ? ", by the stages around it" : ""}`),
    ...(first ? [s("text", { x: 0, y: top - 6, className: ["phase"] }, PHASES[phase] ?? phase)] : []),
    s("text", { x: 10, y: top + 15, className: ["name"] }, label),
    s("rect", {
      x: from,
      y: top + 2,
      width: Math.max(2, to - from),
      height: height - 4,
      rx: 2,
      className: ["span"],
    }),
    ...waits.flatMap((wait, index) => drawWait(wait, top + 5 + index * WAIT, x)),
    s("text", { x: Math.max(to, from + 2) + 5, y: top + 15, className: ["took"] }, took),
  ]);
}

const PHASES: Readonly<Record<string, string>> = {
  rehearsal: "REHEARSAL, on the twin",
  live: "LIVE",
  test: "TEST",
  offboard: "OFFBOARDING",
  adopt: "ADOPTION",
};

/** Light until the first expected answer, dark while it had to last; a stroke where waits like it usually end. */
function drawWait(wait: Wait, y: number, x: Scale): readonly Element[] {
  const { title, actor, fromMs, toMs, firstMs, usual } = wait;
  // Nobody waits for what is only watched.
  const passed = wait.passed || wait.watched;
  const settled = firstMs ?? toMs;
  const words = `${attemptTitle(title, actor)}: ${formatDuration(toMs - fromMs)}`;
  const bar = (from: number, to: number, ...className: string[]) =>
    s(
      "rect",
      { x: x(from), y, width: Math.max(1, x(to) - x(from)), height: 4, className: ["wait", ...className] },
      [s("title", words)],
    );
  return [
    bar(fromMs, settled, passed ? "open" : "late"),
    ...(firstMs === undefined ? [] : [bar(firstMs, toMs, passed ? "settled" : "late")]),
    ...(usual === undefined
      ? []
      : [
          s("line", {
            x1: x(fromMs + usual.ms),
            x2: x(fromMs + usual.ms),
            y1: y - 1,
            y2: y + 5,
            className: ["usual"],
          }),
        ]),
  ];
}
