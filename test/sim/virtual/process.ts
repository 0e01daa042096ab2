import { PassThrough } from "node:stream";
import { runCli } from "../../../src/cli/cli.ts";
import type { Host, StopSignal } from "../../../src/cli/host.ts";
import type { Disk } from "../../../src/core/disk.ts";
import type { Env } from "../../../src/core/env.ts";
import type { Network } from "../../../src/core/network.ts";
import type { Clock, Random } from "../../../src/core/ports.ts";
import { lines } from "./lines.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

/** How a process ends before it wants to: at the nth time that it wakes up, or at its nth write. */
export interface Doom {
  readonly at: "wake" | "before-write" | "torn-write" | "after-write" | "stop";
  /** Counted from 1. */
  readonly nth: number;
}

/** How a process ended. */
export interface Ended {
  readonly args: readonly string[];
  /** Absent where it was killed. */
  readonly code?: number;
  /** The last event that it told. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** What a simulated process runs in. */
export interface Machine {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly random: Random;
  readonly runbooks: string;
  readonly home: string;
  isAlive(pid: number): boolean;
  /** The machine's disk as this process sees it. */
  disk(process: SimProcess): Disk;
  network(process: SimProcess): Network;
  /** Gets each event that a process tells. */
  told(process: SimProcess, event: Readonly<Record<string, unknown>>): void;
  /** Gets everything that a process prints. */
  printed(text: string): void;
}

/** A run of the command line in this process, which can be killed as one of its own can. */
export interface SimProcess {
  readonly pid: number;
  readonly args: readonly string[];
  /** Nothing goes wrong any more with what it asks for. */
  readonly calm: boolean;
  alive(): boolean;
  kill(why: string): void;
  /** Runs a continuation, unless this kills it. */
  wake(run: () => void): void;
  /** Told before a write: what becomes of it. */
  writing(): "whole" | "torn" | "none";
  /** Told after a write. */
  written(): void;
  /** Called once it is killed. */
  onDeath(act: () => void): void;
}

/** What a process that is dead gets for an answer, should its code still ask. */
export class Dead extends Error {}

/** What a process is started with. */
export interface Start {
  readonly pid: number;
  readonly args: readonly string[];
  readonly env: Env;
  readonly calm: boolean;
  readonly doom?: Doom;
}

/** Starts the command line. Resolves with its end, also where it is killed. */
export function startProcess(
  machine: Machine,
  start: Start,
): { readonly process: SimProcess; readonly ended: Promise<Ended> } {
  const { pid, args, doom } = start;
  const deaths: (() => void)[] = [];
  const counts = { wake: 0, write: 0 };
  let alive = true;
  let result: Readonly<Record<string, unknown>> = {};
  let end: (ended: Ended) => void = () => undefined;
  const ended = new Promise<Ended>((resolve) => {
    end = resolve;
  });
  const stops = new Set<(signal: StopSignal) => void>();
  const finish = (code?: number): void => {
    if (!alive) return;
    alive = false;
    for (const act of deaths) act();
    machine.trace.note(`${pid} ends ${code ?? "killed"}`);
    end({ args, result, ...(code === undefined ? {} : { code }) });
  };
  const process: SimProcess = {
    pid,
    args,
    calm: start.calm,
    alive: () => alive,
    kill(why) {
      machine.trace.note(`${pid} is killed: ${why}`);
      finish();
    },
    wake(run) {
      if (!alive) return;
      counts.wake += 1;
      if (doom?.at === "wake" && doom.nth === counts.wake) return process.kill(`wake ${doom.nth}`);
      if (doom?.at === "stop" && doom.nth === counts.wake) {
        machine.trace.note(`${pid} gets SIGINT`);
        stopAll(stops);
      }
      run();
    },
    writing() {
      if (!alive) throw new Dead(`process ${pid}`);
      counts.write += 1;
      if (doom?.nth !== counts.write) return "whole";
      return doom.at === "before-write" ? "none" : doom.at === "torn-write" ? "torn" : "whole";
    },
    written() {
      if (doom?.at === "after-write" && doom.nth === counts.write) process.kill(`after write ${doom.nth}`);
    },
    onDeath: (act) => deaths.push(act),
  };
  const told = (event: Readonly<Record<string, unknown>>): void => {
    if (event.type === "result") result = event;
    machine.told(process, event);
  };
  const host = hostOf(machine, process, start, stops, told, finish);
  machine.trace.note(`${pid} starts ${args.join(" ")}`);
  void runCli(host).then(finish);
  return { process, ended };
}

/** Who gets a signal may end the process at once. */
function stopAll(stops: ReadonlySet<(signal: StopSignal) => void>): void {
  try {
    for (const stop of stops) stop("SIGINT");
  } catch (error) {
    if (!(error instanceof Dead)) throw error;
  }
}

function hostOf(
  machine: Machine,
  process: SimProcess,
  { pid, args, env }: Start,
  stops: Set<(signal: StopSignal) => void>,
  told: (event: Readonly<Record<string, unknown>>) => void,
  finish: (code?: number) => void,
): Host {
  return {
    args,
    env,
    cwd: machine.home,
    stdin: new PassThrough(),
    stdout: lines((text) => {
      if (!process.alive()) return;
      machine.printed(text);
      machine.trace.note(`${pid} says ${text}`);
      told(JSON.parse(text) as Record<string, unknown>);
    }),
    stderr: lines((text) => {
      if (process.alive()) machine.printed(text);
    }),
    clock: clockOf(machine.scheduler, process),
    random: machine.random,
    machine: { pid, host: "sim", user: "simon", isAlive: machine.isAlive },
    disk: machine.disk(process),
    network: machine.network(process),
    version: "0.0.0",
    node: "22.0.0",
    runbooks: machine.runbooks,
    onStop(handler) {
      stops.add(handler);
      return () => stops.delete(handler);
    },
    exit(code) {
      finish(code);
      throw new Dead(`exit ${code}`);
    },
    startLocal: () => Promise.reject(new Dead("there is no local AWS in a simulated process")),
  };
}

function clockOf(scheduler: Scheduler, process: SimProcess): Clock {
  return {
    now: scheduler.now,
    elapsed: scheduler.now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (!process.alive()) return;
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const end = () => {
          pending.cancel();
          if (process.alive()) reject(signal?.reason as Error);
        };
        const pending = scheduler.after(ms, `${process.pid} slept ${ms}`, () => {
          signal?.removeEventListener("abort", end);
          process.wake(resolve);
        });
        signal?.addEventListener("abort", end, { once: true });
      }),
  };
}
