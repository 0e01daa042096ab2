import type { Clock, Sink } from "../../core/ports.ts";
import type { Output } from "../host.ts";
import { liveBlock } from "./live-block.ts";
import { runLines } from "./run-lines.ts";
import { after, NOTHING_SEEN, type RunView } from "./run-view.ts";
import type { Style } from "./style.ts";
import { hang } from "./text.ts";
import { statusText, underWay, waitingText } from "./under-way.ts";

/** Progress for people. */
export interface Progress extends Sink {
  /** Takes what is under way off the screen: the run has ended, or others write. The next event begins anew. */
  rest(): void;
}

/** How often durations of what is under way are redrawn, in milliseconds. */
const TICK_MS = 500;
/** After how much silence a log without redrawing says what is waited for, in milliseconds. */
const SILENCE_MS = 15_000;

/**
 * Progress for people: lines that stay for what has ended, and below them, where lines can be redrawn, what is under way.
 * Where they can't, a line now and then says what is waited for.
 */
export function terminalSink(output: Output, style: Style, clock: Clock): Progress {
  const block = liveBlock(output, style);
  let view: RunView = NOTHING_SEEN;
  let saidAt = clock.elapsed();
  const redraw = (stay: readonly string[]) => block.draw(stay, underWay(view, clock.elapsed(), style));
  const tick = ticker(clock, () => redraw([]));
  return {
    emit(event) {
      const now = clock.elapsed();
      const lines = runLines(event, view, style);
      view = after(view, event, now);
      const beat = lines.length === 0 && now - saidAt >= SILENCE_MS ? heartbeat(view, now, style) : [];
      const stay = style.redraw ? lines : [...lines, ...beat];
      if (stay.length > 0) saidAt = now;
      redraw(stay);
      tick(style.redraw && view.steps.size + view.gates.size > 0);
    },
    rest() {
      view = NOTHING_SEEN;
      tick(false);
      redraw([]);
    },
  };
}

function heartbeat(view: RunView, now: number, style: Style): readonly string[] {
  const status = statusText(view, now);
  return status === undefined ? [] : [hang("    …", `${status}${waitingText(view)}`, style.width, 6)];
}

/** Calls `draw` again and again while it is told to. */
function ticker(clock: Clock, draw: () => void): (on: boolean) => void {
  let running: AbortController | undefined;
  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal);
      draw();
    }
  };
  return (on) => {
    if (on === (running !== undefined)) return;
    running?.abort();
    running = on ? new AbortController() : undefined;
    // It ends by its signal: there is nothing to be told of that.
    if (running !== undefined) run(running.signal).catch(() => undefined);
  };
}
