import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolders } from "../../../src/core/disk.ts";
import { memoryDisk } from "../../support/memory-disk.ts";
import { openAws } from "./aws.ts";
import { diskOf } from "./disk.ts";
import { liveBy } from "./globals.ts";
import { START, type VirtualGround } from "./ground.ts";
import { openInvariants } from "./invariants.ts";
import { luckOf } from "./luck.ts";
import { networkOf } from "./network.ts";
import { type Machine, type SimProcess, startProcess } from "./process.ts";
import { openScheduler } from "./scheduler.ts";
import type { Script } from "./scripts.ts";
import { watchSecrets } from "./secrets.ts";
import { type Runner, runScript } from "./story.ts";
import { openTrace } from "./trace.ts";
import { type Told, troubleOf } from "./trouble.ts";

/** A partner and what it goes through. */
export interface Cast {
  readonly partner: string;
  readonly script: Script;
}

/** What came of one simulation. */
export interface SimResult extends Told {
  readonly seed: number;
  readonly digest: string;
  readonly events: number;
  readonly processes: number;
  readonly calls: number;
  /** Simulated time, in milliseconds. */
  readonly simulatedMs: number;
  /** What was not as it must be; empty: all is well. */
  readonly problems: readonly string[];
  /** What is left of each partner, and beside them, in lines that don't depend on times and ids. */
  readonly left: Readonly<Record<string, readonly string[]>>;
}

/** What is simulated. */
export interface SimOptions {
  readonly seed: number;
  readonly cast: readonly Cast[];
  /** Nothing goes wrong. */
  readonly undisturbed?: boolean;
  /** Gets each line of the trace. */
  readonly keep?: (line: string) => void;
}

/** Plays one seed. */
export async function simulate(ground: VirtualGround, options: SimOptions): Promise<SimResult> {
  const { seed, cast } = options;
  const dir = ground.dir(`seed-${seed}`);
  const trace = openTrace(dirname(ground.home), options.keep);
  const scheduler = openScheduler(START, trace);
  const trouble = troubleOf(seed, scheduler, options.undisturbed === true);
  const problems: string[] = [];
  const counts = { processes: 0, calls: 0 };
  liveBy({
    now: scheduler.now,
    random: luckOf(seed, "globals"),
    after: (ms, run) => scheduler.after(ms, `timer ${ms}`, run),
  });
  const clock = {
    now: scheduler.now,
    elapsed: scheduler.now,
    sleep: (ms: number) => scheduler.pause(ms, "aws"),
  };
  const secrets = watchSecrets();
  const aws = await openAws(ground.base, {
    dir,
    clock,
    seed,
    luck: luckOf(seed, "aws"),
    delays: trouble.delays,
    faults: trouble.faults,
    onSecret: secrets.add,
    log: (line) => problems.push(`the local AWS failed: ${line}`),
  });
  const disk = memoryDisk({ now: scheduler.now });
  makeFolders(disk, dirname(ground.home));
  makeFolders(disk, ground.home);
  const living = new Map<number, SimProcess>();
  const invariants = openInvariants({ aws, disk, cast, problems, secrets });
  const networkLuck = luckOf(seed, "network");
  const machine: Machine = {
    scheduler,
    trace,
    random: luckOf(seed, "product"),
    runbooks: ground.runbooks,
    home: ground.home,
    isAlive: (pid) => living.has(pid),
    disk: (process) => diskOf(process, disk, { home: ground.home, trace, ...invariants.disk }),
    network: (process) =>
      networkOf(process, {
        scheduler,
        trace,
        luck: networkLuck,
        aws,
        home: ground.home,
        latencyMs: trouble.latencyMs,
        serving: (current) => {
          counts.calls += 1;
          trouble.serving(current);
        },
        breaks: trouble.breaks,
      }),
    told: invariants.told,
    printed: invariants.printed,
  };
  const runner: Runner = {
    scheduler,
    trouble,
    luck: luckOf(seed, "story"),
    problems,
    live: invariants,
    async run(args, calm, doom) {
      counts.processes += 1;
      const env = aws.operator();
      secrets.add(env.AWS_SECRET_ACCESS_KEY ?? "");
      const pid = 1_000 + counts.processes;
      const start = { pid, args, env, calm, ...(doom === undefined ? {} : { doom }) };
      const { process, ended } = startProcess(machine, start);
      living.set(pid, process);
      process.onDeath(() => living.delete(pid));
      return ended;
    },
  };
  trouble.powerLosses(() => {
    for (const process of [...living.values()]) process.kill("power is lost");
    disk.crash(seed);
  });
  let running = cast.length;
  for (const each of cast) {
    void runScript(runner, each)
      .catch((error: unknown) => problems.push(`the story of ${each.partner} broke off: ${describe(error)}`))
      .then(() => {
        running -= 1;
      });
  }
  const isOver = () => running === 0 || problems.length > 0;
  const events = await scheduler.run(isOver, invariants.check).catch((error: unknown) => {
    problems.push(describe(error));
    return 0;
  });
  if (problems.length === 0) invariants.atTheEnd();
  const left = problems.length === 0 ? invariants.left(dir) : {};
  for (const process of [...living.values()]) process.kill("the end");
  liveBy(undefined);
  aws.close();
  rmSync(dir, { recursive: true, force: true });
  return {
    seed,
    digest: trace.digest(),
    events,
    ...counts,
    simulatedMs: scheduler.now() - START,
    problems,
    left,
    ...trouble.told(),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
