import { formatDuration } from "../../core/duration.ts";
import { matrixRows } from "./matrix.ts";
import type { GateSeen, RunView, UploadSeen } from "./run-view.ts";
import type { Style } from "./style.ts";
import { clip, clipMiddle, counted, sizeText } from "./text.ts";

const BAR = { narrow: 8, wide: 12 };
/** From this width on there is room for what a path answered last. */
const ROOMY = 100;

/**
 * What is under way, for a view that is redrawn: each line fits into the terminal.
 * @param now as `Clock.elapsed` tells it
 */
export function underWay(view: RunView, now: number, style: Style): readonly string[] {
  const status = view.upload === undefined ? statusText(view, now) : undefined;
  const line = (text: string) => `    ${style.accent("…")} ${clip(text, style.width - 7)}`;
  return [
    ...[...view.steps.values()].map((step) => {
      const waits = step.code === undefined ? "" : `not consistent yet (${step.code}), `;
      const detail = `${waits}${formatDuration(now - step.startedAt)}`;
      const room = Math.max(16, style.width - 9 - detail.length);
      return line(`${clipMiddle(step.title, room)}: ${detail}`);
    }),
    ...[...view.gates.values()].map((gate) => gateLine(gate, now, style)),
    ...(view.upload === undefined ? [] : [uploadLine(view.upload, now, style)]),
    ...matrixRows(view, style),
    ...(status === undefined ? [] : [`  ${style.dim(clip(status, style.width - 3))}`]),
  ];
}

function gateLine(gate: GateSeen, now: number, style: Style): string {
  return barLine(gate.title, progressOf(gate, now), gateDetail(gate, now, style), style);
}

function uploadLine(upload: UploadSeen, now: number, style: Style): string {
  const { file, bytes, sent } = upload;
  return barLine(file, bytes === 0 ? 1 : sent / bytes, uploadDetail(upload, now), style);
}

function uploadDetail({ bytes, sent, startedAt }: UploadSeen, now: number): string {
  return `${sizeText(sent)} of ${sizeText(bytes)}, ${formatDuration(now - startedAt)}`;
}

/** @param share 0 to 1 */
function barLine(name: string, share: number, detail: string, style: Style): string {
  const size = style.width < 80 ? BAR.narrow : BAR.wide;
  const filled = Math.round(size * share);
  const bar = `${style.accent("━".repeat(filled))}${style.dim("─".repeat(size - filled))}`;
  const title = clipMiddle(name, Math.max(12, style.width - size - detail.length - 8));
  return `    ${bar} ${clip(`${title}: ${detail}`, style.width - size - 6)}`;
}

/** How far a gate is, 0 to 1: by its usual time where that is known, else by its answers in a row. */
function progressOf({ startedAt, usualMs, hits, consecutive }: GateSeen, now: number): number {
  const share = usualMs === undefined ? hits / consecutive : (now - startedAt) / Math.max(1, usualMs);
  return Math.min(1, share);
}

function gateDetail({ startedAt, usualMs, hits, consecutive, code }: GateSeen, now: number, style: Style) {
  // Once there are enough of them, only their time is left to wait for.
  const row = hits <= consecutive ? `${hits} of ${consecutive}` : String(hits);
  const took = formatDuration(now - startedAt);
  const expected = usualMs === undefined ? "" : formatDuration(usualMs);
  const usual = expected === "" ? "" : ` of ${style.width < ROOMY ? "~" : "usually "}${expected}`;
  const last = code === undefined || style.width < ROOMY ? "" : `, last ${code}`;
  return style.width < 80 ? `${row}, ${took}` : `${row}, ${took}${usual}${last}`;
}

/** How many gates a line about all of them names. */
const NAMED = 3;

/** What is under way in one line, or `undefined` where nothing is. @param now as `Clock.elapsed` tells it */
function statusText(view: RunView, now: number): string | undefined {
  const { stage, steps, gates, results, upload } = view;
  if (upload !== undefined) return `${upload.file}: ${uploadDetail(upload, now)}`;
  if (stage === undefined || stage.ended >= stage.count) return undefined;
  const { title, ended, count, startedAt } = stage;
  const took = formatDuration(now - startedAt);
  if (gates.size > 0) {
    const usual = Math.max(0, ...[...gates.values()].map(({ usualMs = 0 }) => usualMs));
    const expected = usual === 0 ? "" : ` of usually ${formatDuration(usual)}`;
    return `${ended} of ${count} settled, ${took}${expected}`;
  }
  if (results.length > 0) {
    const bad = results.filter(({ ok }) => !ok).length;
    const verdict = bad === 0 ? "all as they must be" : `${bad} not as they must be`;
    return `${ended} of ${count} tried, ${verdict}, ${took}`;
  }
  return steps.size === 0 ? undefined : `${title}: ${ended} of ${count} done, ${took}`;
}

/** What is under way and what is waited for, in one text for a log in which nothing is redrawn; empty where nothing is. */
export function heartbeatText(view: RunView, now: number): string {
  const texts = [statusText(view, now) ?? untouchedText(view, now), waitingText(view)];
  return texts.filter((text) => text !== "").join("; ");
}

/** A stage of which nothing has ended yet. */
function untouchedText({ stage }: RunView, now: number): string {
  if (stage === undefined || stage.ended >= stage.count) return "";
  return `${stage.title}: ${stage.ended} of ${stage.count} done, ${formatDuration(now - stage.startedAt)}`;
}

/** What is waited for, by name. */
function waitingText({ steps, gates }: RunView): string {
  const waiting = [
    ...[...steps.values()].map(({ title, code }) => (code === undefined ? title : `${title} (${code})`)),
    ...[...gates.values()].map(({ title, hits, consecutive, code }) => {
      const last = code === undefined ? "" : `, last ${code}`;
      return `${title} (${hits} of ${consecutive}${last})`;
    }),
  ];
  if (waiting.length === 0) return "";
  const more = waiting.length - NAMED;
  const named = waiting.slice(0, NAMED).join("; ");
  return `waiting for ${named}${more > 0 ? `; and ${counted(more, "more path")}` : ""}`;
}
