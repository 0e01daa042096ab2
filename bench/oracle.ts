import { evaluate } from "../src/policy/evaluate.ts";
import { askOracle, simulationOf } from "../test/policy/oracle/oracle.ts";
import { scenarioOf } from "../test/policy/oracle/scenario.ts";
import { quantile } from "./rounds.ts";

const SCENARIOS = 500;
/** Rounds that are counted, after as many that warm up. */
const ROUNDS = 8;
/** How often a round goes through the scenarios: until it takes about as long as one of the oracle's. */
const OUR_PASSES = 10;

/** Microseconds of CPU, in user mode, that one scenario takes either side. */
interface Round {
  readonly ours: number;
  readonly oracle: number;
}

/**
 * Our evaluator beside the oracle of the tests: the same requests and documents, in turn, each answer with its
 * explanation. User CPU time, which other work on the machine hardly changes; the median of each round's ratio.
 */
export async function besideOracle(): Promise<string> {
  const scenarios = Array.from({ length: SCENARIOS }, (_, index) => scenarioOf(`bench-${index}`));
  const simulations = scenarios.map(simulationOf);
  const ours = () => {
    for (const { request, policies } of scenarios) evaluate(request, policies);
  };
  const oracle = async () => {
    for (const simulation of simulations) await askOracle(simulation);
  };
  const first: Round = { ours: await cpuOf(ours, 1), oracle: await cpuOf(oracle, 1) };
  const rounds: Round[] = [];
  for (let round = 0; round < 2 * ROUNDS; round += 1)
    rounds.push({ ours: await cpuOf(ours, OUR_PASSES), oracle: await cpuOf(oracle, 1) });
  return [
    `Policy evaluation beside the oracle: ${SCENARIOS} generated scenarios, user CPU time of one`,
    lineOf("first time in a process", [first]),
    lineOf(`warm, median of ${ROUNDS} rounds`, rounds.slice(ROUNDS)),
  ].join("\n");
}

function lineOf(name: string, rounds: readonly Round[]): string {
  const median = (figure: (round: Round) => number) => quantile(rounds.map(figure), 0.5);
  const [ours, oracle] = [median((round) => round.ours), median((round) => round.oracle)];
  const ratio = median((round) => round.oracle / round.ours);
  return `  ${name}: ours ${ours.toFixed(0)} µs, oracle ${oracle.toFixed(0)} µs: ${ratio.toFixed(1)} times as fast`;
}

async function cpuOf(work: () => void | Promise<void>, passes: number): Promise<number> {
  const before = process.cpuUsage();
  for (let pass = 0; pass < passes; pass += 1) await work();
  return process.cpuUsage(before).user / (SCENARIOS * passes);
}
