import { evaluate } from "../../../src/policy/evaluate.ts";
import type { Decision } from "../../../src/policy/types.ts";
import { type Difference, explanationOf } from "./explained.ts";
import { askOracle, simulationOf } from "./oracle.ts";
import { type Scenario, scenarioOf } from "./scenario.ts";
import { shrink } from "./shrink.ts";

/** A scenario on which we and the oracle differ, as small as it gets while both keep to what they said. */
export interface Disagreement extends Difference {
  readonly seed: string;
  /** The listed explanation, if one applies. */
  readonly explanation: string | undefined;
}

/** What came of a seed. */
export interface Comparison {
  readonly oracle: Decision["outcome"];
  readonly disagreement?: Disagreement;
}

/** Both verdicts on a scenario; keys that the oracle does not look at are left out for both. */
async function verdictsOn({ request, policies }: Scenario) {
  const { outcome, ignored } = await askOracle(simulationOf({ request, policies }));
  const left = new Set(ignored.map((key) => key.toLowerCase()));
  const kept = Object.entries(request.context).filter(([key]) => !left.has(key.toLowerCase()));
  return { ours: evaluate({ ...request, context: Object.fromEntries(kept) }, policies), oracle: outcome };
}

/** Compares our verdict with the oracle's on the scenario of a seed. */
export async function compare(seed: string): Promise<Comparison> {
  const scenario = scenarioOf(seed);
  const { ours, oracle } = await verdictsOn(scenario);
  if (ours.outcome === oracle) return { oracle };
  const smallest = await shrink(scenario, async (smaller) => {
    const again = await verdictsOn(smaller);
    return again.ours.outcome === ours.outcome && again.oracle === oracle;
  });
  const difference = { scenario: smallest, ours: (await verdictsOn(smallest)).ours, oracle };
  return { oracle, disagreement: { seed, ...difference, explanation: explanationOf(difference) } };
}
