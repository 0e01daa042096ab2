import { vendorError } from "../../src/core/errors.ts";
import { openLog, readLines } from "./store/log.ts";
import type { TrailEvent } from "./world.ts";

/** CloudTrail's memory. */
export interface Trail {
  record(event: TrailEvent): void;
  /** Oldest first. */
  events(): readonly TrailEvent[];
  close(): void;
}

/**
 * Opens the trail in a file of JSON lines; a torn last line is cut off.
 * @throws VendorError LOCAL_STATE_DAMAGED
 */
export function openTrail(path: string): Trail {
  const events: TrailEvent[] = [];
  readLines(
    path,
    (event) => events.push(event as TrailEvent),
    (line) => {
      throw vendorError("localStateDamaged", { file: path, line });
    },
  );
  const log = openLog(path);
  return {
    record: (event) => {
      log.append(event);
      events.push(event);
    },
    events: () => events,
    close: () => log.close(),
  };
}
