import { formatDuration } from "../../core/duration.ts";
import type { Event } from "../../core/events.ts";
import { failureLines, matrixLines } from "./matrix.ts";
import type { RunView } from "./run-view.ts";
import { warningMark } from "./signs.ts";
import type { Style } from "./style.ts";
import { hang, plain, sizeText, wrap } from "./text.ts";

/** Lines with a duration at their end get no longer than this: the eye loses the line. */
const WIDEST_LINE = 90;

type Handlers = {
  readonly [T in Event["type"]]?: (event: Extract<Event, { type: T }>, view: RunView) => readonly string[];
};

/**
 * The lines that an event leaves on the screen or in the log, for good: what has begun as a title, what has ended with
 * its duration, what failed at once.
 * @param view as it was before the event
 */
export function runLines(event: Event, view: RunView, style: Style): readonly string[] {
  const handlers: Handlers = { ...phases(style), ...steps(style), ...attempts(style), ...others(style) };
  const handle = handlers[event.type] as ((event: Event, view: RunView) => readonly string[]) | undefined;
  return handle?.(event, view) ?? [];
}

function phases(style: Style): Handlers {
  return {
    "phase.started": ({ title, subject }) => [
      "",
      `${style.accent("◆")} ${style.bold(plain(title))}${title.includes(subject) ? "" : style.dim(` · ${subject}`)}`,
    ],
    "phase.finished": ({ ms }) => [`  ${style.dim(`took ${formatDuration(ms)}`)}`],
    "stage.started": ({ title, count }) => [`  ${plain(title)} ${style.dim(`(${count})`)}`],
    "stage.finished": ({ stage, ms }, { stage: seen, results }) =>
      stage === "absent"
        ? ended(style.good("✓"), `none of ${seen?.count ?? 0} is left`, ms, style)
        : matrixLines(results, style),
  };
}

function steps(style: Style): Handlers {
  return {
    "step.finished": ({ step, ms }, view) =>
      ended(style.good("✓"), view.steps.get(step)?.title ?? step, ms, style),
    "step.failed": ({ step, code, message }, view) => [
      hang(`    ${style.bad("✗")}`, view.steps.get(step)?.title ?? step, style.width, 6),
      wrap(plain(`${code}: ${message}`), style.width, "      "),
    ],
  };
}

function attempts(style: Style): Handlers {
  return {
    "gate.finished": ({ gate, measurement: { passed, ms } }, view) => {
      const title = view.gates.get(gate)?.title ?? gate;
      return passed
        ? ended(style.good("✓"), title, ms, style)
        : ended(style.bad("✗"), `${title} did not settle`, ms, style);
    },
    "probe.finished": ({ result }) => failureLines(result, style),
    // A test that failed ends without its stage having finished.
    "rollback.started": ({ reason }, { results }) => [
      ...matrixLines(results, style),
      "",
      `${style.warn("↺")} ${style.bold("Rolling back")} ${style.dim(`· ${plain(reason)}`)}`,
    ],
  };
}

function others(style: Style): Handlers {
  const warning = (text: string) => hang(warningMark(style), text, style.width, 2);
  return {
    "upload.finished": ({ file, ms }, { upload }) =>
      ended(style.good("✓"), `${plain(file)}, ${sizeText(upload?.bytes ?? 0)}`, ms, style),
    "rollback.finished": ({ left }) =>
      left.length === 0
        ? [`  ${style.good("✓")} everything is as before`]
        : [`  ${style.bad("✗")} ${left.length} not undone: see below`],
    "aws.silent": ({ service, code, throttled, ms, until }) => {
      const what = throttled ? `${service} answers too many requests` : `no answer from ${service}`;
      const since = `${what} for ${formatDuration(ms)} (${plain(code)})`;
      return [warning(`${since}; trying until ${until.slice(11, 19)} UTC`)];
    },
    "aws.answers": ({ service, ms }) => [
      `${style.good("✓")} ${service} answers again after ${formatDuration(ms)}`,
    ],
    warning: ({ text }) => [warning(plain(text))],
    // A note may end with a command: the terminal wraps it so that it can be copied.
    note: ({ text }) => text.split("\n").map(plain),
  };
}

/** What has ended, whole, with its duration at the end of its last line, in a column where there is room. */
function ended(mark: string, title: string, ms: number, style: Style): string[] {
  const took = formatDuration(ms);
  if (style.accessible) return [`    ${mark} ${title}, ${took}`];
  const width = Math.min(WIDEST_LINE, style.width);
  const fits = (line: string) => line.length + 1 + took.length <= width;
  const lines = wrap(title, width, "      ").split("\n");
  if (!fits(lines.at(-1) ?? "")) lines.push("");
  const last = lines.pop() ?? "";
  const timed = `${last.padEnd(width - took.length)}${style.dim(took)}`;
  const [first = "", ...rest] = [...lines, timed];
  return [`    ${mark} ${first.trimStart()}`, ...rest];
}
