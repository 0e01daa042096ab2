import { expect, it } from "vitest";
import { requireFreshBundle } from "../e2e/support/vendor.ts";
import { killPoints, prepare, runCase } from "./case.ts";
import { killName } from "./kill.ts";
import { sample, seeded } from "./random.ts";
import { SWEEPS } from "./sweeps.ts";

/** The whole of it is `npm run sim -- --sweep`. Another seed takes other points. */
const SEED = 1;
const POINTS = {
  onboard: 1,
  change: 1,
  offboard: 1,
  abandon: 1,
  rollback: 1,
  "rollback-live": 1,
  adopt: 2,
  "rollback-adopt": 2,
  "change-fails": 1,
  resume: 1,
};

it.each(SWEEPS)("$name ends as if nobody had killed it", async (sweep) => {
  requireFreshBundle();
  const prepared = await prepare(sweep);
  try {
    const count = POINTS[sweep.name as keyof typeof POINTS];
    for (const point of sample(killPoints(prepared), count, seeded(`${sweep.name} ${SEED}`))) {
      const { story, problems } = await runCase(prepared, point, SEED);
      const again = `npm run sim -- --sweep ${sweep.name} --kill ${killName(point)} --seed ${SEED}`;
      expect(problems, `${again}\n${story.join("\n")}`).toEqual([]);
    }
  } finally {
    prepared.close();
  }
});
