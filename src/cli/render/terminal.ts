import { formatDuration } from "../../core/duration.ts";
import type { Event } from "../../core/events.ts";
import type { Sink } from "../../core/ports.ts";
import type { Output } from "../host.ts";
import { liveBlock } from "./live-block.ts";
import { addResult, type Matrix, matrixLines, matrixRows } from "./matrix.ts";
import type { Style } from "./style.ts";
import { clip, clipMiddle, plain } from "./text.ts";
import { attemptTitle, stepTitle } from "./wording.ts";

/** What is under way, as the view shows it. */
interface View {
  readonly steps: Map<string, { readonly title: string; readonly waiting?: string }>;
  readonly gates: Map<
    string,
    {
      readonly title: string;
      readonly line: string;
      readonly consecutive: number;
      readonly usualMs?: number | undefined;
    }
  >;
  matrix: Matrix;
  /** How many resources the stage that began last looks at. */
  count: number;
}

/** Width kept for a duration at the end of a line. */
const DURATION = 10;
/** Lines with a duration at their end get no longer than this: the eye loses the line. */
const WIDEST_LINE = 90;

type Handlers = { readonly [T in Event["type"]]?: (event: Extract<Event, { type: T }>) => readonly string[] };

/** Progress for people: lines that stay for what has ended, and on a terminal a view of what is under way. */
export function terminalSink(output: Output, style: Style): Sink {
  const view: View = { steps: new Map(), gates: new Map(), matrix: new Map(), count: 0 };
  const block = liveBlock(output, style.redraw);
  const handlers: Handlers = {
    ...phases(view, style),
    ...steps(view, style),
    ...gates(view, style),
    ...others(view, style),
  };
  return {
    emit(event) {
      if (event.type === "probe.finished") view.matrix = addResult(view.matrix, event.result);
      const handle = handlers[event.type] as ((event: Event) => readonly string[]) | undefined;
      block.draw(handle?.(event) ?? [], underWay(view, style));
    },
  };
}

function phases(view: View, style: Style): Handlers {
  return {
    "phase.started": (event) => [
      "",
      `${style.accent("◆")} ${style.bold(plain(event.title))} ${event.title.includes(event.subject) ? "" : style.dim(`· ${event.subject}`)}`.trimEnd(),
    ],
    "phase.finished": (event) => [`  ${style.dim(`took ${formatDuration(event.ms)}`)}`],
    "stage.started": (event) => {
      view.count = event.count;
      return [`  ${plain(event.title)} ${style.dim(`(${event.count})`)}`];
    },
    "stage.finished": (event) => {
      if (event.stage === "absent")
        return [ended(style.good("✓"), `none of ${view.count} is left`, event.ms, style)];
      return matrixSoFar(view, style);
    },
  };
}

/** The probes since the matrix was last shown; a test that failed ends without its stage having finished. */
function matrixSoFar(view: View, style: Style): readonly string[] {
  const lines = matrixLines(view.matrix, style);
  view.matrix = new Map();
  return lines;
}

function steps(view: View, style: Style): Handlers {
  return {
    "step.started": (event) => {
      view.steps.set(event.step, { title: plain(stepTitle({ ...event, id: event.step })) });
      return [];
    },
    "step.waiting": (event) => {
      const step = view.steps.get(event.step);
      if (step)
        view.steps.set(event.step, {
          ...step,
          waiting: `not consistent yet (${plain(event.code)}), ${formatDuration(event.ms)}`,
        });
      return [];
    },
    "step.finished": (event) => {
      const step = view.steps.get(event.step);
      view.steps.delete(event.step);
      return [ended(style.good("✓"), step?.title ?? event.step, event.ms, style)];
    },
    "step.failed": (event) => {
      const step = view.steps.get(event.step);
      view.steps.delete(event.step);
      return [
        `    ${style.bad("✗")} ${step?.title ?? event.step}`,
        `      ${plain(event.code)}: ${plain(event.message)}`,
      ];
    },
  };
}

function gates(view: View, style: Style): Handlers {
  return {
    "gate.started": (event) => {
      const title = plain(attemptTitle(event.title, event.actor));
      const refused = event.expect === "denied" ? `${title}: refused` : title;
      view.gates.set(event.gate, {
        title: refused,
        line: "",
        consecutive: event.consecutive,
        usualMs: event.usualMs,
      });
      return [];
    },
    "gate.progress": (event) => {
      const gate = view.gates.get(event.gate);
      if (!gate) return [];
      const line = progressText(event, gate, style);
      view.gates.set(event.gate, { ...gate, line });
      return [];
    },
    "gate.finished": ({ gate, measurement }) => {
      const title = view.gates.get(gate)?.title ?? gate;
      view.gates.delete(gate);
      if (measurement.passed) return [ended(style.good("✓"), title, measurement.ms, style)];
      return [ended(style.bad("✗"), `${title} did not settle`, measurement.ms, style)];
    },
  };
}

/** How far a gate is; in a narrow terminal what is waited for needs the room more than the last answer. */
function progressText(
  { hits, ms, code }: Extract<Event, { type: "gate.progress" }>,
  { consecutive, usualMs }: { readonly consecutive: number; readonly usualMs?: number | undefined },
  { width }: Style,
): string {
  // Once there are enough of them, only their time is left to wait for.
  const row = hits <= consecutive ? `${hits} of ${consecutive}` : String(hits);
  if (width < 80) return `${row}, ${formatDuration(ms)}`;
  const usual = usualMs === undefined ? "" : ` of usually ${formatDuration(usualMs)}`;
  const last = code === undefined ? "" : `, last ${plain(code)}`;
  const streak = usual !== "" && width < 100 ? row : `${row} in a row`;
  return `${streak}, ${formatDuration(ms)}${usual}${last}`;
}

function others(view: View, style: Style): Handlers {
  return {
    "rollback.started": (event) => [
      ...matrixSoFar(view, style),
      "",
      `${style.warn("↺")} ${style.bold("Rolling back")} ${style.dim(`· ${plain(event.reason)}`)}`,
    ],
    "rollback.finished": ({ left, resume }) =>
      left.length === 0
        ? [`  ${style.good("✓")} everything is as before`]
        : [
            `  ${style.bad("✗")} not undone; these commands would do it:`,
            ...left.flatMap(({ what, why, commands }) => [
              `    ${style.bold(plain(what))}: ${plain(why)}`,
              ...commands.map((command) => `      ${plain(command)}`),
            ]),
            `  ${style.accent("→")} When that is settled, close the run with:`,
            `      ${plain(resume)}`,
          ],
    "aws.silent": ({ service, code, throttled, ms, until }) => {
      const what = throttled ? `${service} answers too many requests` : `no answer from ${service}`;
      return [
        `${style.warn("!")} ${what} for ${formatDuration(ms)} (${plain(code)}); trying until ${until.slice(11, 19)} UTC`,
      ];
    },
    "aws.answers": ({ service, ms }) => [
      `${style.good("✓")} ${service} answers again after ${formatDuration(ms)}`,
    ],
    warning: (event) => [`${style.warn("!")} ${plain(event.text)}`],
    note: (event) => event.text.split("\n").map(plain),
  };
}

function ended(mark: string, title: string, ms: number, style: Style): string {
  const room = Math.max(10, Math.min(WIDEST_LINE, style.width) - 6 - DURATION);
  return `    ${mark} ${clipMiddle(title, room).padEnd(room)}${style.dim(formatDuration(ms).padStart(DURATION))}`;
}

function underWay(view: View, style: Style): string[] {
  const line = (title: string, detail: string) => {
    const room = style.width - 7;
    const text =
      detail === "" ? title : `${clipMiddle(title, Math.max(16, room - detail.length - 2))}: ${detail}`;
    return `    ${style.accent("…")} ${clip(text, room)}`;
  };
  return [
    ...[...view.steps.values()].map((step) => line(step.title, step.waiting ?? "")),
    ...[...view.gates.values()].map((gate) => line(gate.title, gate.line)),
    ...matrixRows(view.matrix, style),
  ];
}
