import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import pLimit from "p-limit";
import { requireFreshBundle } from "../e2e/support/vendor.ts";
import { type CaseResult, killPoints, type Prepared, prepare, runCase } from "./case.ts";
import { runGates } from "./gates.ts";
import { killName, parseKill } from "./kill.ts";
import { sample, seeded } from "./random.ts";
import { SWEEPS, sweepNamed } from "./sweeps.ts";
import { playAndTell } from "./virtual/command.ts";

const HELP = `npm run sim -- --seeds N [--seed S] [--partners P] [--at-once N] [--trace FILE]

  --seeds N        simulated worlds on a virtual clock, each decided by its seed
  --seed S         the first one; default 1
  --partners P     at most so many partners in each; default 2
  --at-once N      processes that play them; default: one on each core
  --trace FILE     writes down what happens, line by line; with --seeds 1 --at-once 1

npm run sim -- --sweep [NAME] [--kill POINT] [--seed N] [--sample N] [--at-once N]

  --sweep [NAME]   ${SWEEPS.map(({ name }) => name).join(", ")}; without a name: all
  --kill POINT     one point alone, e.g. before:12, after:12, torn:30, write:30
  --seed N         decides what goes on after a kill; default 1
  --sample N       N points of each sweep, chosen by the seed; default: every one
  --at-once N      cases at once; default 2

npm run sim -- --gates N

  --gates N        waits at N paths of each way to flap, on a virtual clock`;

const { values, positionals } = parseArgs({
  options: {
    sweep: { type: "boolean" },
    seeds: { type: "string" },
    partners: { type: "string", default: "2" },
    trace: { type: "string" },
    kill: { type: "string" },
    seed: { type: "string", default: "1" },
    sample: { type: "string" },
    gates: { type: "string" },
    "at-once": { type: "string" },
    help: { type: "boolean" },
  },
  allowPositionals: true,
  args: process.argv.slice(2),
});

/** Runs what is asked for; whether all of it came out as it should. */
async function main(names: readonly string[]): Promise<boolean> {
  requireFreshBundle();
  const sweeps = names.length === 0 ? SWEEPS : names.map(sweepNamed);
  const seed = Number(values.seed);
  let failed = 0;
  for (const sweep of sweeps) {
    const prepared = await prepare(sweep);
    try {
      failed += await runSweep(prepared, seed);
    } finally {
      prepared.close();
    }
  }
  return failed === 0;
}

async function runSweep(prepared: Prepared, seed: number): Promise<number> {
  const all = values.kill === undefined ? killPoints(prepared) : [parseKill(values.kill)];
  const count = values.sample === undefined ? all.length : Number(values.sample);
  const points = sample(all, count, seeded(`${prepared.sweep.name} ${seed}`));
  const { calls, writes, sweep } = prepared;
  say(
    `${sweep.name}: ${calls.length} calls, ${writes.length} writes; ${points.length} of ${all.length} kills`,
  );
  const limit = pLimit(Number(values["at-once"] ?? 2));
  const startedAt = Date.now();
  const results = await Promise.all(
    points.map((point) =>
      limit(async () => {
        const result = await runCase(prepared, point, seed);
        tell(result);
        return result;
      }),
    ),
  );
  const failed = results.filter(({ problems }) => problems.length > 0);
  const reached = results.filter((result) => result.reached).length;
  say(
    `${sweep.name}: ${points.length - failed.length} of ${points.length} survived, ${reached} of them killed, ` +
      `${results.filter(({ story }) => story.filter((line) => line.includes("killed")).length > 1).length} twice, ` +
      `${Math.round((Date.now() - startedAt) / 1000)} s`,
  );
  return failed.length;
}

/** How many of a case's problems are shown: the first few tell the story. */
const SHOWN = 5;

function tell({ sweep, point, seed, story, problems }: CaseResult): void {
  if (problems.length === 0) {
    if (values.kill !== undefined) say(`  survived: ${story.join(" · ")}`);
    return;
  }
  say(`FAILED  npm run sim -- --sweep ${sweep} --kill ${killName(point)} --seed ${seed}`);
  for (const line of story) say(`  ${line}`);
  for (const problem of problems.slice(0, SHOWN)) say(`    ${problem.slice(0, 500)}`);
  if (problems.length > SHOWN) say(`    and ${problems.length - SHOWN} more`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Plays simulated worlds; whether all of them held. */
function playVirtual(seeds: number): Promise<boolean> {
  const { seed, partners, trace: traceFile } = values;
  const workers = Math.min(seeds, Number(values["at-once"] ?? availableParallelism()));
  const options = { seeds, seed: Number(seed), partners: Number(partners), workers };
  return playAndTell({ ...options, ...(traceFile === undefined ? {} : { traceFile }) }, say);
}

if (values.help) say(HELP);
else if (values.gates !== undefined) process.exitCode = (await runGates(Number(values.gates), say)) ? 0 : 1;
else if (values.seeds !== undefined) process.exitCode = (await playVirtual(Number(values.seeds))) ? 0 : 1;
else if (values.sweep) process.exitCode = (await main(positionals)) ? 0 : 1;
else say(HELP);
