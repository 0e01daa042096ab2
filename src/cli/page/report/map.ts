import { Graph, layout } from "@dagrejs/dagre";
import { curveBumpX, line } from "d3-shape";
import type { Element } from "hast";
import { s } from "hastscript";
import type { AccessGraph, Box } from "./map-graph.ts";

/** Pixels that a character of a box takes, a little more than it does in most fonts: in its title, and below. */
const TITLE_CHARACTER = 8.3;
const CHARACTER = 7.6;
const LINE_HEIGHT = 16;
const PADDING = 9;
const MARGIN = 12;
/** Wider drawings than this, in pixels, shrink only so far on narrow screens, and scroll. */
const LARGE = 900;

interface Placed extends Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The access map as a drawing: boxes and arrows, left to right, laid out by dagre. Colours come from the page's style.
 * @param name unique in the page: IDs inside begin with it
 */
export function drawMap(graph: AccessGraph, name: string, title: string, description: string): Element {
  const laid = layOut(graph);
  const path = line<{ readonly x: number; readonly y: number }>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .curve(curveBumpX);
  const arrows = laid.arrows.map(({ points, deny }) =>
    s("path", {
      d: path(points) ?? "",
      className: ["arrow", ...(deny ? ["deny"] : [])],
      markerEnd: `url(#${name}-${deny ? "deny" : "allow"})`,
    }),
  );
  const { width, height } = laid;
  return s(
    "svg",
    {
      className: ["map", ...(width > LARGE ? ["large"] : [])],
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "group",
      ariaLabelledBy: `${name}-title`,
      ariaDescribedBy: `${name}-description`,
    },
    [
      s("title", { id: `${name}-title` }, title),
      s("desc", { id: `${name}-description` }, description),
      s("defs", [head(`${name}-allow`, "allow"), head(`${name}-deny`, "deny")]),
      ...arrows,
      ...laid.boxes.map(drawBox),
    ],
  );
}

function head(id: string, className: string): Element {
  return s(
    "marker",
    { id, viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
    [s("path", { d: "M0 0L8 4L0 8Z", className: ["head", className] })],
  );
}

function layOut({ boxes, arrows }: AccessGraph) {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 60, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, lines } of boxes) {
    const widths = lines.map(({ length }, index) => length * (index === 0 ? TITLE_CHARACTER : CHARACTER));
    const width = Math.max(...widths) + 2 * PADDING;
    graph.setNode(id, { width, height: lines.length * LINE_HEIGHT + 2 * PADDING - 4 });
  }
  for (const { from, to, far } of arrows) graph.setEdge(from, to, { minlen: far === true ? 2 : 1 });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: boxes.map((box): Placed => ({ ...box, ...graph.node(box.id) })),
    arrows: arrows.map(({ from, to, deny }) => {
      const [one, other] = [graph.node(from), graph.node(to)];
      // From the right edge of one box to the left edge of the other, by the bends between other boxes.
      const bends = (graph.edge(from, to).points ?? []).slice(1, -1);
      const ends = [
        { x: one.x + one.width / 2, y: one.y },
        { x: other.x - other.width / 2, y: other.y },
      ] as const;
      return { deny, points: [ends[0], ...bends, ends[1]] };
    }),
  };
}

function drawBox({ type, lines, full, href, x, y, width, height }: Placed): Element {
  const [left, top] = [Math.round(x - width / 2), Math.round(y - height / 2)];
  const round = type === "allow" || type === "deny" ? 3 : 8;
  const text = lines.map((words, index) =>
    s(
      "text",
      {
        x: left + PADDING,
        y: top + PADDING + 9 + index * LINE_HEIGHT,
        className: [index === 0 ? "name" : "more"],
      },
      words,
    ),
  );
  const box = s("g", { className: ["box", type] }, [
    s("title", full),
    s("rect", { x: left, y: top, width: Math.round(width), height: Math.round(height), rx: round }),
    ...text,
  ]);
  return href === undefined ? box : s("a", { href }, [box]);
}
