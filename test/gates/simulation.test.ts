import { describe, expect, it } from "vitest";
import { simulateAll } from "./simulation.ts";

/** The whole of it is `npm run sim -- --gates 10000`. */
const SEEDS = 300;

describe("a gate at a path that flaps", () => {
  it.each(["brief", "dips"] as const)("is never ready and then denied, and soon after: %s", async (kind) => {
    const { early, late, slow } = await simulateAll(kind, SEEDS);
    expect({ early, late, slow }).toEqual({ early: [], late: 0, slow: [] });
  });

  it("is all but never ready too early where one of three copies stays stale", async () => {
    const { early, late, slow } = await simulateAll("copies", SEEDS);
    expect({ late, slow }).toEqual({ late: 0, slow: [] });
    expect(early.length).toBeLessThanOrEqual(SEEDS / 40);
  });
});
