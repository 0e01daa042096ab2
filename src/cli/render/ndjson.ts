import type { Clock, Sink } from "../../core/ports.ts";
import type { Output } from "../host.ts";

/** Writes one event as a line of NDJSON, `type` and `at` first. */
export function writeEvent<E extends { readonly type: string }>(
  output: Output,
  clock: Clock,
  event: E,
): void {
  const { type, ...rest } = event;
  const line = { type, at: new Date(clock.now()).toISOString(), ...rest };
  output.write(`${JSON.stringify(line)}\n`);
}

/** Progress for programs: every event as a line. */
export function ndjsonSink(output: Output, clock: Clock): Sink {
  return { emit: (event) => writeEvent(output, clock, event) };
}
