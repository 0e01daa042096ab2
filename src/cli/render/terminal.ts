import type { Clock, Sink } from "../../core/ports.ts";
import type { Output } from "../host.ts";
import { liveBlock } from "./live-block.ts";
import { runLines } from "./run-lines.ts";
import { after, isUnderWay, NOTHING_SEEN, type RunView } from "./run-view.ts";
import type { Style } from "./style.ts";
import { hang } from "./text.ts";
import { heartbeatText, underWay } from "./under-way.ts";

/** Progress for people. */
export interface Progress extends Sink {
  /** Takes what is under way off the screen: the run has ended, or others write. The next event begins anew. */
  rest(): void;
}

/** How often durations of what is under way are redrawn, in milliseconds. */
const TICK_MS = 500;
/** After how much silence a log without redrawing says what is waited for, in milliseconds: at the next event, */
const SILENCE_MS = 15_000;
/** and without any. */
const HANGING_MS = 30_000;

/**
 * Progress for people: lines that stay for what has ended, and below them, where lines can be redrawn, what is under way.
 * Where they can't, a line now and then says what is waited for, also while one call hangs.
 */
export function terminalSink(output: Output, style: Style, clock: Clock): Progress {
  const block = liveBlock(output, style);
  let view: RunView = NOTHING_SEEN;
  let saidAt = clock.elapsed();
  const redraw = (stay: readonly string[]) => block.draw(stay, underWay(view, clock.elapsed(), style));
  const resized = () => redraw([]);
  const say = (lines: readonly string[], now: number) => {
    if (lines.length > 0) saidAt = now;
    redraw(lines);
  };
  const beatAfter = (ms: number, now: number) => (now - saidAt >= ms ? heartbeat(view, now, style) : []);
  const tick = style.redraw
    ? ticker(
        clock,
        () => TICK_MS,
        () => redraw([]),
      )
    : ticker(
        clock,
        () => Math.max(TICK_MS, HANGING_MS - (clock.elapsed() - saidAt)),
        () => say(beatAfter(HANGING_MS, clock.elapsed()), clock.elapsed()),
      );
  const follow = (on: boolean) => {
    tick(on);
    output.off("resize", resized);
    if (on && style.redraw) output.on("resize", resized);
  };
  return {
    emit(event) {
      const now = clock.elapsed();
      const lines = runLines(event, view, style);
      view = after(view, event, now);
      const beat = style.redraw || lines.length > 0 ? [] : beatAfter(SILENCE_MS, now);
      say([...lines, ...beat], now);
      follow(isUnderWay(view));
    },
    rest() {
      view = NOTHING_SEEN;
      follow(false);
      redraw([]);
    },
  };
}

function heartbeat(view: RunView, now: number, style: Style): readonly string[] {
  const text = heartbeatText(view, now);
  return text === "" ? [] : [hang("    …", text, style.width, 6)];
}

/** Calls `draw` again and again while it is told to. @param pause until the next time, in milliseconds */
function ticker(clock: Clock, pause: () => number, draw: () => void): (on: boolean) => void {
  let running: AbortController | undefined;
  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await clock.sleep(pause(), signal);
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
