import { inspect } from "node:util";
import type { Problem, VendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Style } from "./style.ts";
import { plain, wrap } from "./text.ts";

/** An error as people read it: what happened, where, what AWS said, what to do next. */
export function errorText(error: VendorError, style: Style, debug: boolean): string {
  const lines = [
    `${style.bad("✗")} ${style.bold(wrap(plain(error.message), style.width, "  ").trimStart())}`,
  ];
  for (const problem of error.problems) lines.push(problemText(problem, style));
  if (error.resource !== undefined) lines.push(style.dim(`  resource: ${plain(error.resource)}`));
  if (error.requestId !== undefined) lines.push(style.dim(`  request id: ${plain(error.requestId)}`));
  lines.push(`${style.accent("→")} ${wrap(plain(error.hint), style.width, "  ").trimStart()}`);
  lines.push(style.dim(`  (${error.code}, exit ${error.exit})`));
  if (debug) lines.push(style.dim(plain(inspect(error.cause ?? error, { depth: 4 }))));
  return lines.join("\n");
}

function problemText(problem: Problem, style: Style): string {
  const place = placeOf(problem);
  const field = problem.field === undefined ? "" : `${problem.field}: `;
  const hint = problem.hint === undefined ? "" : ` ${problem.hint}`;
  return `  ${place === "" ? "•" : style.accent(place)} ${plain(`${field}${problem.message}${hint}`)}`;
}

function placeOf({ file, line, column }: Problem): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

/** An error as a program reads it. */
export function errorJson(error: VendorError): JsonObject {
  return {
    code: error.code,
    message: error.message,
    hint: error.hint,
    ...(error.resource === undefined ? {} : { resource: error.resource }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    ...(error.problems.length === 0
      ? {}
      : { problems: error.problems.map((problem) => ({ ...problem })) as JsonObject[] }),
  };
}
