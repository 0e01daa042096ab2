import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences } from "./differences.ts";
import { type Ground, type GroundRun, openGround } from "./ground.ts";
import { type KillPoint, killName } from "./kill.ts";
import { seeded } from "./random.ts";
import { awsState, lastOutcome, litter, storeState } from "./state.ts";
import type { Sweep } from "./sweeps.ts";

/** A sweep whose unkilled run is known. */
export interface Prepared {
  readonly sweep: Sweep;
  readonly calls: readonly string[];
  readonly writes: readonly string[];
  /** Everything that is there before the run, and that an unkilled one leaves. */
  readonly before: readonly string[];
  readonly expected: readonly string[];
  /** Folder that every case begins as a copy of. */
  readonly base: string;
  close(): void;
}

/** One kill and what became of it. */
export interface CaseResult {
  readonly sweep: string;
  readonly point: KillPoint;
  readonly seed: number;
  /** Whether the run was still there to be killed at that point. */
  readonly reached: boolean;
  /** What was killed and how it was gone on with, in words. */
  readonly story: readonly string[];
  /** Empty: everything is as if nobody had killed anything. */
  readonly problems: readonly string[];
}

/** Runs a sweep's command once without a kill: where it can be killed, and what must be left in the end. */
export async function prepare(sweep: Sweep): Promise<Prepared> {
  const base = mkdtempSync(join(tmpdir(), "vendor-sim-base-"));
  const ground = await openGround();
  await sweep.prepare(ground);
  await ground.local.close();
  cpSync(ground.dir, base, { recursive: true });
  await ground.close();
  const before = leftBy({ dir: base }, sweep);
  const unkilled = await openGround(base);
  const run = await unkilled.vendor(sweep.command);
  const onward = sweep.onward === undefined ? undefined : await unkilled.vendor(sweep.onward);
  await unkilled.local.close();
  if ((onward?.code ?? 0) !== 0)
    throw new Error(`${sweep.name} goes on to exit ${onward?.code}: ${onward?.tail}`);
  if (run.code !== sweep.exit) throw new Error(`${sweep.name} ends with exit ${run.code}: ${run.tail}`);
  const expected = leftBy(unkilled, sweep);
  await unkilled.close();
  const undone = sweep.outcome === "rolled-back" ? differences(before, expected) : [];
  if (undone.length > 0) throw new Error(`${sweep.name} is not as before: ${undone.join("; ")}`);
  const close = () => rmSync(base, { recursive: true, force: true });
  return { sweep, calls: run.calls, writes: run.writes, before, expected, base, close };
}

/** Every point at which a prepared sweep can be killed. */
export function killPoints({ calls, writes }: Prepared): readonly KillPoint[] {
  const points = (at: KillPoint["at"], count: number) =>
    Array.from({ length: count }, (_, index): KillPoint => ({ at, nth: index + 1 }));
  return [
    ...points("before", calls.length),
    ...points("after", calls.length),
    ...points("torn", writes.length),
    ...points("write", writes.length),
  ];
}

/** Kills the command at `point`, goes on until it has ended, and compares what is left. */
export async function runCase(prepared: Prepared, point: KillPoint, seed: number): Promise<CaseResult> {
  const { sweep } = prepared;
  const random = seeded(`${sweep.name} ${killName(point)} ${seed}`);
  const ground = await openGround(prepared.base);
  const story: string[] = [];
  try {
    const first = await ground.vendor(sweep.command, point);
    story.push(told(sweep.command, first, point));
    let last = first;
    // Every third time what goes on is killed as well.
    if (first.signal === "SIGKILL" && random() < 1 / 3)
      last = await killAgain(ground, prepared, random, story);
    for (let tries = 0; (isUnfinished(last) || (last === first && sweep.onward)) && tries < 3; tries += 1) {
      last = await goOn(ground, sweep, random, story);
    }
    await ground.local.close();
    const problems = problemsOf(last, ground, prepared);
    const reached = first.signal === "SIGKILL";
    return { sweep: sweep.name, point, seed, reached, story, problems };
  } finally {
    await ground.close();
  }
}

function isUnfinished({ signal, code, stdout }: GroundRun): boolean {
  return signal === "SIGKILL" || (code === 3 && stdout.includes("NOTHING_TO_RESUME"));
}

async function killAgain(
  ground: Ground,
  { sweep, calls, writes }: Prepared,
  random: () => number,
  story: string[],
): Promise<GroundRun> {
  const at = (["before", "after", "torn", "write"] as const)[Math.floor(random() * 4)] ?? "after";
  const most = at === "before" || at === "after" ? calls.length : writes.length;
  const point: KillPoint = { at, nth: 1 + Math.floor(random() * most) };
  const command = sweep.onward ?? (random() < 0.7 ? RESUME : sweep.command);
  const run = await ground.vendor(command, point);
  story.push(told(command, run, point));
  return run;
}

const RESUME = ["resume", "--json"];

async function goOn(ground: Ground, sweep: Sweep, random: () => number, story: string[]): Promise<GroundRun> {
  const nothingThere = story.at(-1)?.includes("NOTHING_TO_RESUME") === true;
  const command = sweep.onward ?? (!nothingThere && random() < 0.7 ? RESUME : sweep.command);
  const run = await ground.vendor(command);
  story.push(told(command, run));
  return run;
}

function told([command = ""]: readonly string[], run: GroundRun, point?: KillPoint): string {
  if (run.signal !== "SIGKILL")
    return `${command}: exit ${run.code ?? run.signal} ${/"error":{"code":"([A-Z_]+)"/.exec(run.stdout)?.[1] ?? ""}`;
  const of = point?.at === "before" || point?.at === "after" ? run.calls : run.writes;
  return `${command} killed ${point === undefined ? "" : `${killName(point)} (${of[point.nth - 1]})`}`;
}

/** Whether a partner that is offboarded already is all that a fresh offboarding found. */
function foundItDone({ code, stdout }: GroundRun, sweep: Sweep): boolean {
  const leaves = [sweep.command, sweep.onward].some((command) => command?.[0] === "offboard");
  return leaves && code === 3 && stdout.includes("PARTNER_UNKNOWN");
}

function problemsOf(
  last: GroundRun,
  ground: Ground,
  { sweep, before, expected }: Prepared,
): readonly string[] {
  const refused = foundItDone(last, sweep);
  const found = leftBy(ground, sweep);
  // Killed before it had done anything, and offboarded then: nobody ever heard of that partner.
  if (refused && storeState(ground.dir).length === 0) return differences(before, found);
  const problems: string[] = [];
  if (last.code !== (sweep.onward === undefined ? sweep.exit : 0) && !refused)
    problems.push(`ended with exit ${last.code ?? last.signal}: ${last.tail.slice(-600)}`);
  const outcome = lastOutcome(ground.dir);
  if (outcome !== sweep.outcome) problems.push(`the last audit record says ${outcome}`);
  return [...problems, ...differences(expected, found)];
}

function leftBy({ dir }: Pick<Ground, "dir">, { onward }: Sweep): readonly string[] {
  // Where a partner is given up, its secret waits in its recovery window if it had come that far.
  const aws = awsState(dir).filter(
    (line) => onward === undefined || !/^secrets\.secrets .*"deletedAt":"set"/.test(line),
  );
  return [...aws, ...storeState(dir), ...litter(dir)];
}
