import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleWorker } from "./bundle.ts";
import type { SimResult } from "./simulate.ts";

/** What came of a seed, without what is left in detail. */
export type Played = Omit<SimResult, "left">;

/** Which seeds are played, and how. */
export interface PoolOptions {
  readonly seeds: readonly number[];
  /** How many partners take part at most in each. */
  readonly partners: number;
  readonly workers: number;
  /** Each line of what happens is written there. One seed and one worker only. */
  readonly traceFile?: string;
  /** Gets each result as it comes. */
  readonly onResult: (result: Played) => void;
}

const RUNBOOKS = fileURLToPath(new URL("../../../runbooks", import.meta.url));

/** Plays seeds in processes of their own, each seed in one. */
export async function playSeeds(options: PoolOptions): Promise<void> {
  const file = await bundleWorker();
  const queue = [...options.seeds];
  try {
    await Promise.all(Array.from({ length: options.workers }, () => workThrough(file, queue, options)));
  } finally {
    rmSync(file);
  }
}

async function workThrough(file: string, queue: number[], options: PoolOptions): Promise<void> {
  let worker: ChildProcess | undefined;
  for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
    worker ??= await startWorker(file, options.traceFile);
    worker.send({ seed, partners: options.partners });
    const answer = await answerOf(worker);
    const died = typeof answer !== "object" || answer === null;
    if (died) worker = undefined;
    options.onResult(died ? brokenOff(seed, answer) : (answer as Played));
  }
  if (worker === undefined) return;
  worker.disconnect();
  await once(worker, "exit");
}

/** The next message of a worker, or its exit code where it ends instead. */
async function answerOf(worker: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const { signal } = heard;
  const [answer] = (await Promise.race([
    once(worker, "message", { signal }),
    once(worker, "exit", { signal }),
  ])) as unknown[];
  heard.abort();
  return answer;
}

async function startWorker(file: string, traceFile: string | undefined): Promise<ChildProcess> {
  const worker = fork(file, [RUNBOOKS, ...(traceFile === undefined ? [] : [traceFile])], {
    // Most of what a simulation makes is forgotten at once.
    execArgv: ["--max-semi-space-size=64"],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  });
  await once(worker, "message");
  return worker;
}

function brokenOff(seed: number, code: unknown): Played {
  const problems = [`the worker ended with ${String(code)}`];
  return { seed, digest: "", events: 0, processes: 0, calls: 0, simulatedMs: 0, faults: {}, problems };
}
