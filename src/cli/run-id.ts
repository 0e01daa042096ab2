import type { Clock, Random } from "../core/ports.ts";

/** A name for one run: sorts by time, tells the partner, is never given twice. E.g. `20260102T030405-acme-9f2c41`. */
export function newRunId(
  partner: string,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): string {
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+Z$/g, "");
  return `${time}-${partner}-${Buffer.from(random.bytes(3)).toString("hex")}`;
}
