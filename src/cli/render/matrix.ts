import type { ProbeResult } from "../../core/probe.ts";
import type { Style } from "./style.ts";
import { clip, plain, wrap } from "./text.ts";

/** Results by catalogue group, in the order in which groups appeared. */
export type Matrix = ReadonlyMap<string, readonly ProbeResult[]>;

const DEEP = " ".repeat(8);

/** `matrix` with one more result. */
export function addResult(matrix: Matrix, result: ProbeResult): Matrix {
  return new Map(matrix).set(result.group, [...(matrix.get(result.group) ?? []), result]);
}

/** One row per group with how many probes answered as they must; what did not follows in full. */
export function matrixLines(matrix: Matrix, style: Style): string[] {
  const widest = Math.max(0, ...[...matrix.keys()].map((group) => group.length));
  const digits = widestCount(matrix);
  return [...matrix].flatMap(([group, results]) => [
    row(group.padEnd(widest), results, digits, style),
    ...failures(results, style),
  ]);
}

/** The rows alone, for a view that is redrawn. */
export function matrixRows(matrix: Matrix, style: Style): string[] {
  const widest = Math.max(0, ...[...matrix.keys()].map((group) => group.length));
  const digits = widestCount(matrix);
  return [...matrix].map(([group, results]) => row(group.padEnd(widest), results, digits, style));
}

function widestCount(matrix: Matrix): number {
  return String(Math.max(0, ...[...matrix.values()].map((results) => results.length))).length;
}

function row(group: string, results: readonly ProbeResult[], digits: number, style: Style): string {
  const good = results.filter((result) => result.ok).length;
  const bad = results.length - good;
  const counts = `${style.good(`✓ ${String(good).padStart(digits)}`)}${bad === 0 ? "" : `  ${style.bad(`✗ ${bad}`)}`}`;
  const room = Math.max(0, style.width - group.length - String(good).length - String(bad).length - 14);
  const marks = clip(results.map((result) => (result.ok ? "·" : "✗")).join(""), room);
  return `    ${group}  ${counts}  ${style.dim(marks)}`;
}

function failures(results: readonly ProbeResult[], style: Style): string[] {
  const failed = results.filter((result) => !result.ok);
  const vacuous = failed.filter(({ verdict }) => verdict === "vacuous");
  return [
    ...failed.filter((result) => !vacuous.includes(result)).flatMap((result) => failure(result, style)),
    ...(vacuous.length === 0 ? [] : [told(vacuous, style)]),
  ];
}

function failure(result: ProbeResult, style: Style): string[] {
  return [
    `      ${style.bad("✗")} ${style.bold(result.id)}  ${plain(result.title)}`,
    wrap(
      `as ${result.actor}: ${wording(result)}${result.code === undefined ? "" : ` (${plain(result.code)})`}`,
      style.width,
      DEEP,
    ),
    ...(result.detail === undefined ? [] : [wrap(plain(result.detail), style.width, DEEP)]),
    ...(result.requestId === undefined ? [] : [style.dim(`        request id ${plain(result.requestId)}`)]),
  ];
}

/** What was refused where nothing was allowed either: their answers are of no use, so they are counted only. */
function told({ length }: readonly ProbeResult[], style: Style): string {
  const refusals = length === 1 ? "1 refusal proves" : `${length} refusals prove`;
  const text = `${refusals} nothing: what must be allowed did not succeed`;
  return `      ${style.bad("✗")} ${wrap(text, style.width, DEEP).trimStart()}`;
}

function wording({ expect, verdict }: ProbeResult): string {
  if (verdict === "error") return `must be ${expect}, and gave no clear answer`;
  return `must be ${expect}, was ${verdict}`;
}
