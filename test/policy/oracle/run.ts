import { compare, type Disagreement } from "./differ.ts";
import { EXPLANATIONS } from "./explained.ts";

// `npm run oracle [COUNT] [SEED]`: compares the engine with the oracle on generated scenarios, and fails on a
// disagreement that no explanation covers, and on an explanation that covers none.
const [count = "20000", seed = "vendor"] = process.argv.slice(2);
const outcomes = new Map<string, number>();
const explained = new Map<string, number>();
const unexplained: Disagreement[] = [];
const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

for (let index = 0; index < Number(count); index += 1) {
  const { oracle, disagreement } = await compare(`${seed}-${index}`);
  add(outcomes, oracle);
  if (disagreement?.explanation !== undefined) add(explained, disagreement.explanation);
  else if (disagreement !== undefined) unexplained.push(disagreement);
}

const print = (text: string) => void process.stdout.write(`${text}\n`);
print(
  `${count} scenarios of seed ${seed}: ${[...outcomes].map(([name, many]) => `${many} ${name}`).join(", ")}`,
);
for (const { id, documentation } of EXPLANATIONS)
  print(`  ${explained.get(id) ?? 0} explained by ${id} (${documentation})`);
for (const { seed: at, scenario, ours, oracle } of unexplained)
  print(
    `  UNEXPLAINED ${at}: ours ${ours.outcome} (${ours.why}), oracle ${oracle}\n${JSON.stringify(scenario, undefined, 2)}`,
  );
const idle = EXPLANATIONS.filter(({ id }) => !explained.has(id));
print(`${unexplained.length} unexplained, ${idle.length} explanations without a disagreement`);
process.exitCode = unexplained.length + idle.length === 0 ? 0 : 1;
