import { FLAPPING, type Flapping } from "../gates/paths.ts";
import { type Report, simulateAll } from "../gates/simulation.ts";

/** Simulates gates by every way of flapping and tells the figures; whether they hold where they must. */
export async function runGates(seeds: number, say: (line: string) => void): Promise<boolean> {
  let holds = true;
  for (const flapping of FLAPPING) {
    const report = await simulateAll(flapping, seeds);
    say(lineOf(flapping, report));
    const { early, late, slow } = report;
    // Copies that are picked at random can't be told from settled ones for certain: their figure is a share.
    const certain = flapping !== "copies";
    holds &&= late === 0 && slow.length === 0 && !(certain && early.length > 0);
  }
  return holds;
}

function lineOf(flapping: Flapping, { seeds, early, late, slow, overshoot, attempts }: Report): string {
  const { p50Ms, p95Ms, maxMs } = overshoot;
  const first = early.length === 0 ? "" : ` (seeds ${early.slice(0, 5).join(", ")})`;
  return (
    `${flapping}: ${seeds} seeds, ${early.length} ready and then denied${first}, ${late} past the deadline, ` +
    `${slow.length} slower than the bound; overshoot p50 ${p50Ms} ms, p95 ${p95Ms} ms, max ${maxMs} ms; ` +
    `${(attempts / seeds).toFixed(1)} attempts a gate`
  );
}
