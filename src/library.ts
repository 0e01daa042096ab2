import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "./cli/cli.ts";
import { thisMachine } from "./core/env.ts";
import type { EventLine, ResultEvent } from "./core/events.ts";
import type { Plan } from "./core/plan.ts";
import { thisWorld } from "./world.ts";

export type { VendorError } from "./core/errors.ts";
export type { ErrorReport, Event, EventLine, ResultEvent } from "./core/events.ts";
export type { Plan } from "./core/plan.ts";

/** Where and as whom a function works: what the common options are on the command line. */
export interface CallOptions {
  /** Path of the configuration. Default: the nearest `vendor.config.yaml` above `cwd`. */
  readonly config?: string;
  /** Default: the process's. */
  readonly cwd?: string;
  /** Environment with the standard `AWS_*` variables. Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** AWS profile. */
  readonly profile?: string;
  /** AWS region. Default: the configuration's. */
  readonly region?: string;
  /** Works on an AWS in this process, which needs no account and no configuration. */
  readonly local?: boolean;
  /** Hears of everything that happens, the result last. Must not throw. */
  readonly onEvent?: (event: EventLine) => void;
  /** Stops as Ctrl-C does: the call in flight ends, and `resume` goes on from there. */
  readonly signal?: AbortSignal;
}

/** Who is to be onboarded. What is left out is what the partner file says, else the default. */
export interface OnboardRequest {
  readonly partner?: string;
  /** Path of a partner file. */
  readonly from?: string;
  /** Name or path of the runbook. */
  readonly runbook?: string;
  /** E-mail address of the team that answers for the partner. */
  readonly owner?: string;
  /** What the runbook asks for, by name. */
  readonly inputs?: Readonly<Record<string, string | boolean>>;
  /** Leaves the rehearsal out, for this reason. */
  readonly skipRehearsal?: string;
}

/** Who is to be offboarded. */
export interface OffboardRequest {
  readonly partner: string;
  /** What becomes of the partner's files. Default: `keep`. */
  readonly data?: "keep" | "archive" | "purge";
  /** Days for which the secret can be restored: 7 to 30. Default: AWS's 30. */
  readonly secretRecoveryDays?: number;
}

/**
 * Plans an onboarding and changes nothing.
 * @throws VendorError as every function here: its `code` and `hint` are those of docs/errors.md
 */
export async function plan(request: OnboardRequest, options: CallOptions = {}): Promise<Plan> {
  return planOf(await run(["onboard", ...onboardArgs(request), "--dry-run"], options));
}

/** Plans an offboarding and changes nothing. */
export async function planOffboard(request: OffboardRequest, options: CallOptions = {}): Promise<Plan> {
  return planOf(await run(["offboard", ...offboardArgs(request), "--dry-run"], options));
}

/** Takes a partner from nothing to live, or applies exactly the plan that was reviewed. */
export function onboard(request: OnboardRequest | Plan, options: CallOptions = {}): Promise<ResultEvent> {
  if (isPlan(request)) return applied(request, ["onboard", "--yes"], options);
  return run(["onboard", ...onboardArgs(request), "--yes"], options);
}

/** Takes a partner back to nothing, or applies exactly the plan that was reviewed. Nobody is asked to confirm it. */
export function offboard(request: OffboardRequest | Plan, options: CallOptions = {}): Promise<ResultEvent> {
  const confirmed = ["--yes", "--confirm", request.partner];
  if (isPlan(request)) return applied(request, ["offboard", ...confirmed], options);
  return run(["offboard", ...offboardArgs(request), ...confirmed], options);
}

/** Goes on with what was interrupted. @param what a run's id or a partner; default: the one run that is open */
export function resume(what?: string, options: CallOptions = {}): Promise<ResultEvent> {
  return run(["resume", ...(what === undefined ? [] : [what])], options);
}

/** Tries what a live partner can reach, and what it can't. @throws VendorError where something is found */
export function test(partner: string, options: CallOptions = {}): Promise<ResultEvent> {
  return run(["test", partner], options);
}

/**
 * Whether files can be sent to a partner: it is live, tested, as recorded, and no run on it is open.
 * @param wait waits until that has held without a break; fails at the deadline
 * @param reached whether the partner's own servers must be reached from this machine as well
 */
export async function isReady(
  partner: string,
  {
    wait = false,
    reached = false,
    ...options
  }: CallOptions & { readonly wait?: boolean; readonly reached?: boolean } = {},
): Promise<boolean> {
  const flags = [...(wait ? ["--wait"] : []), ...(reached ? ["--reached"] : [])];
  const { ready } = await run(["ready", partner, ...flags], options);
  return ready === true;
}

async function run(args: readonly string[], options: CallOptions): Promise<ResultEvent> {
  const { call } = await import("./cli/embedded/call.ts");
  const { cwd = process.cwd(), env = process.env, signal, onEvent } = options;
  return call(
    runCli,
    { ...thisWorld(), machine: thisMachine() },
    { args: [...args, ...commonArgs(options)], cwd, env, signal, hear: (line) => onEvent?.(line) },
  );
}

/** A plan is applied from a file, which is where its digest and its freshness are checked. */
async function applied(request: Plan, args: readonly string[], options: CallOptions): Promise<ResultEvent> {
  const folder = mkdtempSync(join(tmpdir(), "vendor-plan-"));
  try {
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(request), { mode: 0o600 });
    return await run([...args, "--plan", file], options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commonArgs({ config, profile, region, local }: CallOptions): readonly string[] {
  return [
    ...flag("--config", config),
    ...flag("--profile", profile),
    ...flag("--region", region),
    ...(local ? ["--local"] : []),
  ];
}

function onboardArgs({
  partner,
  from,
  runbook,
  owner,
  inputs = {},
  skipRehearsal,
}: OnboardRequest): readonly string[] {
  return [
    ...(partner === undefined ? [] : [partner]),
    ...flag("--from", from),
    ...flag("--runbook", runbook),
    ...flag("--owner", owner),
    ...Object.entries(inputs).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
    ...(skipRehearsal === undefined ? [] : ["--skip-rehearsal", "--reason", skipRehearsal]),
  ];
}

function offboardArgs({ partner, data, secretRecoveryDays }: OffboardRequest): readonly string[] {
  return [partner, ...flag("--data", data), ...flag("--secret-recovery-days", secretRecoveryDays)];
}

function flag(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}

function isPlan(request: OnboardRequest | OffboardRequest | Plan): request is Plan {
  return "digest" in request;
}

function planOf(result: ResultEvent): Plan {
  return result.plan as Plan;
}
