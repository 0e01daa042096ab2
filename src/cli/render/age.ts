import { counted } from "./text.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago something was, roughly: `under a minute`, `5 minutes`, `47 hours`, `3 days`. @param ms 0 or more */
export function ageText(ms: number): string {
  if (ms < MINUTE) return "under a minute";
  if (ms < HOUR) return counted(Math.floor(ms / MINUTE), "minute");
  if (ms < 2 * DAY) return counted(Math.floor(ms / HOUR), "hour");
  return counted(Math.floor(ms / DAY), "day");
}
