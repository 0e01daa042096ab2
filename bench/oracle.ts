import { evaluate } from "../src/policy/evaluate.ts";
import { askOracle, simulationOf } from "../test/policy/oracle/oracle.ts";
import { scenarioOf } from "../test/policy/oracle/scenario.ts";

const PAIRS = 500;
const ROUNDS = 5;

/** Our evaluator beside the oracle of the tests, on the same scenarios, in turn: the median of each round's ratio. */
export async function besideOracle(): Promise<string> {
  const scenarios = Array.from({ length: PAIRS }, (_, index) => scenarioOf(`bench-${index}`));
  const simulations = scenarios.map(simulationOf);
  const ours = () => {
    for (const { request, policies } of scenarios) evaluate(request, policies);
  };
  const oracle = async () => {
    for (const simulation of simulations) await askOracle(simulation);
  };
  ours();
  await oracle();
  const rounds: { readonly ours: number; readonly oracle: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ ours: await microseconds(ours), oracle: await microseconds(oracle) });
  }
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0;
  const ratio = median(rounds.map((round) => round.oracle / round.ours));
  return [
    `Policy evaluation beside the oracle: ${PAIRS} generated scenarios, ${ROUNDS} rounds`,
    `  ours ${median(rounds.map((round) => round.ours)).toFixed(0)} µs, oracle ${median(rounds.map((round) => round.oracle)).toFixed(0)} µs a scenario: ${ratio.toFixed(1)} times as fast`,
  ].join("\n");
}

/** Time that one scenario takes in `work`, which does all of them. */
async function microseconds(work: () => void | Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return ((performance.now() - startedAt) * 1000) / PAIRS;
}
