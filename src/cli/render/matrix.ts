import type { ProbeResult } from "../../core/probe.ts";
import type { RunView } from "./run-view.ts";
import type { Style } from "./style.ts";
import { clip, hang, plain, wrap } from "./text.ts";

const DEEP = " ".repeat(8);

/** Results by catalogue group, in the order in which groups appeared. */
type Matrix = ReadonlyMap<string, readonly ProbeResult[]>;

function matrixOf(results: readonly ProbeResult[]): Matrix {
  const groups = new Map<string, readonly ProbeResult[]>();
  for (const result of results) groups.set(result.group, [...(groups.get(result.group) ?? []), result]);
  return groups;
}

/**
 * One row per group with how many probes answered as they must. What did not is told by {@link failureLines} as it
 * happens; what proves nothing because of that is counted here.
 */
export function matrixLines(results: readonly ProbeResult[], style: Style): string[] {
  const matrix = matrixOf(results);
  return [...matrix].flatMap(([group, inGroup]) => [
    row(group, inGroup, inGroup.length, sizesOf(matrix, {}), style),
    ...vacuousLines(inGroup, style),
  ]);
}

/** The rows of a test that is under way, for a view that is redrawn: every group from the start, filling in. */
export function matrixRows({ results, stage }: RunView, style: Style): string[] {
  const planned = stage?.groups ?? {};
  const matrix = matrixOf(results);
  const sizes = sizesOf(matrix, planned);
  const groups = [...new Set([...Object.keys(planned), ...matrix.keys()])];
  return groups.map((group) => {
    const inGroup = matrix.get(group) ?? [];
    return row(group, inGroup, Math.max(planned[group] ?? 0, inGroup.length), sizes, style);
  });
}

/** Widths of the columns: the longest name of a group, the longest number. */
interface Sizes {
  readonly group: number;
  readonly digits: number;
}

function sizesOf(matrix: Matrix, planned: Readonly<Record<string, number>>): Sizes {
  const names = [...matrix.keys(), ...Object.keys(planned)];
  const counts = [...[...matrix.values()].map((results) => results.length), ...Object.values(planned)];
  return {
    group: Math.max(0, ...names.map((name) => name.length)),
    digits: String(Math.max(0, ...counts)).length,
  };
}

function row(
  group: string,
  results: readonly ProbeResult[],
  count: number,
  sizes: Sizes,
  style: Style,
): string {
  const good = results.filter((result) => result.ok).length;
  const bad = results.length - good;
  const whole = results.length === count;
  const number = String(good).padStart(sizes.digits);
  const passed = whole ? `✓ ${number}` : `… ${number} of ${String(count).padStart(sizes.digits)}`;
  const failed = bad === 0 ? "" : `✗ ${bad}`;
  const text = [
    `    ${group.padEnd(sizes.group)}`,
    (whole ? style.good : style.accent)(passed),
    ...(failed === "" ? [] : [style.bad(failed)]),
  ].join("  ");
  if (style.accessible) return text;
  const taken = sizes.group + passed.length + failed.length + 11;
  const marks = results.map((result) => (result.ok ? "·" : "✗")).join("");
  return `${text}  ${style.dim(clip(marks, Math.max(0, style.width - taken)))}`.trimEnd();
}

/** A probe that did not answer as it must, in full; nothing of one that did, or that proves nothing. */
export function failureLines(result: ProbeResult, style: Style): string[] {
  if (result.ok || result.verdict === "vacuous") return [];
  const code = result.code === undefined ? "" : ` (${plain(result.code)})`;
  return [
    hang(`      ${style.bad("✗")}`, `${style.bold(result.id)}  ${plain(result.title)}`, style.width, 8),
    wrap(`as ${result.actor}: ${wording(result)}${code}`, style.width, DEEP),
    ...(result.detail === undefined ? [] : [wrap(plain(result.detail), style.width, DEEP)]),
    ...(result.requestId === undefined ? [] : [style.dim(`${DEEP}request id ${plain(result.requestId)}`)]),
  ];
}

/** What was refused where nothing was allowed either: their answers are of no use, so they are counted only. */
function vacuousLines(results: readonly ProbeResult[], style: Style): string[] {
  const { length } = results.filter(({ verdict }) => verdict === "vacuous");
  if (length === 0) return [];
  const refusals = length === 1 ? "1 refusal proves" : `${length} refusals prove`;
  const text = `${refusals} nothing: what must be allowed did not succeed`;
  return [hang(`      ${style.bad("✗")}`, text, style.width, 8)];
}

function wording({ expect, verdict }: ProbeResult): string {
  if (verdict === "error") return `must be ${expect}, and gave no clear answer`;
  return `must be ${expect}, was ${verdict}`;
}
