import { inspect } from "node:util";
import type { Problem, VendorError } from "../../core/errors.ts";
import type { ErrorReport } from "../../core/events.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Aftermath, aftermathLines, fact, nextLines } from "./aftermath.ts";
import type { Style } from "./style.ts";
import { hang, plain } from "./text.ts";

/** How an error is shown. */
export interface ErrorView {
  /** Whether its cause is shown as well. */
  readonly debug?: boolean;
  /** What the run that it ended leaves behind. */
  readonly aftermath?: Aftermath;
}

/**
 * An error as people read it, in one block: what happened, where, what AWS said, what was undone and what is left, what
 * to do next.
 */
export function errorText(error: VendorError, style: Style, { debug, aftermath }: ErrorView = {}): string {
  const { message, problems, resource, requestId, hint, code, exit } = error;
  const lines = [
    ...(aftermath === undefined ? [] : [""]),
    style.bold(hang(style.bad("✗"), plain(message), style.width, 2)),
    ...problems.map((problem) => problemText(problem, style)),
    ...(resource === undefined ? [] : [fact("resource", resource, style)]),
    ...(requestId === undefined ? [] : [fact("request id", requestId, style)]),
    ...(aftermath === undefined ? [] : aftermathLines(aftermath, style)),
    hang(style.accent("→"), plain(hint), style.width, 2),
    ...(aftermath === undefined ? [] : nextLines(aftermath, hint, style)),
    style.dim(`  (${code}, exit ${exit})`),
    ...(debug ? [style.dim(plain(inspect(error.cause ?? error, { depth: 4 })))] : []),
  ];
  return lines.join("\n");
}

function problemText(problem: Problem, style: Style): string {
  const place = placeOf(problem);
  const field = problem.field === undefined ? "" : `${problem.field}: `;
  const hint = problem.hint === undefined ? "" : ` ${problem.hint}`;
  const mark = place === "" ? "•" : style.accent(place);
  const [text = "", ...commands] = plain(`${field}${problem.message}${hint}`).split("\n");
  // In a log one problem is one line, to be searched for.
  const told = style.redraw ? hang(`  ${mark}`, text, style.width - place.length, 4) : `  ${mark} ${text}`;
  // What is to be copied is never broken: a terminal wraps it.
  return [told, ...commands.map((command) => `    ${style.accent(command)}`)].join("\n");
}

function placeOf({ file, line, column }: Problem): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

/** An error as a program reads it. */
export function errorJson(error: VendorError): ErrorReport & JsonObject {
  return {
    code: error.code,
    message: error.message,
    hint: error.hint,
    ...(error.resource === undefined ? {} : { resource: error.resource }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    ...(error.problems.length === 0
      ? {}
      : { problems: error.problems.map((problem) => ({ ...problem })) as (Problem & JsonObject)[] }),
  };
}
