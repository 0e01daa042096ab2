import { readText } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import { type Phase, type Plan, type Step, stepsOf } from "../core/plan.ts";
import { isIntact } from "../core/plan-digest.ts";
import type { Store } from "../store/store.ts";
import type { Bindings } from "./bindings.ts";
import { planFile, runFolder } from "./journal.ts";
import { readJournal } from "./read-journal.ts";
import type { StepsContext } from "./steps.ts";
import type { CallRecord } from "./types.ts";

/** A step that a run had begun. */
export interface BegunStep {
  readonly phase: Phase;
  readonly step: Step;
  /** Whether a call of it was answered: it changed something for certain. */
  readonly answered: boolean;
  /** Outputs that its answers gave. */
  readonly captured: Readonly<Record<string, string>>;
}

/** What runs have done that a roll-back has to take back. */
export interface Begun {
  /** Oldest first. */
  readonly steps: readonly BegunStep[];
  /** IDs of the steps of a roll-back that did not get to its end. */
  readonly undoing: ReadonlySet<string>;
  /** Public halves of the keys that they made. */
  readonly publicKeys: ReadonlySet<string>;
}

/** The ID of a step of a roll-back begins with its phase and this. */
export const ROLLBACK = "rollback";

/**
 * What runs that did not get to their end had begun. A run that goes on from them answers for it as for its own: if it
 * is rolled back, that is taken back as well.
 * @param runs oldest first
 * @throws VendorError `journalForeign`, `planForeign`, `storeBroken`
 */
export function begunBy(store: Store, runs: readonly string[]): Begun {
  let steps: BegunStep[] = [];
  const undoing = new Set<string>();
  const publicKeys = new Set<string>();
  for (const run of runs) {
    const past = readJournal(store, run);
    if (past === undefined) continue;
    const planned = plannedSteps(readPlan(store, run));
    const begun = new Map<string, BegunStep>();
    for (const entry of past.entries) {
      if (entry.type === "intent" && entry.step.includes(`/${ROLLBACK}/`)) undoing.add(entry.step);
      if (entry.type === "generated") for (const key of Object.values(entry.publicKeys)) publicKeys.add(key);
      if (entry.type === "intent" || entry.type === "result") {
        const known = begun.get(entry.step) ?? planned.get(entry.step);
        if (known === undefined) continue;
        const captured = entry.type === "result" && isJsonObject(entry.captured) ? entry.captured : {};
        begun.set(entry.step, {
          ...known,
          answered: known.answered || entry.type === "result",
          captured: { ...known.captured, ...(captured as Record<string, string>) },
        });
      }
    }
    steps.push(...begun.values());
    // Its roll-back took back what it had inherited, too.
    if (past.entries.some((entry) => entry.type === "end" && entry.outcome === "rolled-back")) {
      steps = [];
      undoing.clear();
      publicKeys.clear();
    }
  }
  return { steps, undoing, publicKeys };
}

/**
 * The plan of a run whose journal has begun: it is on the disk before that.
 * @throws VendorError `planForeign` where it is not exactly what the journal began with
 */
export function readPlan(store: Store, run: string): Plan {
  const file = planFile(store, run);
  const begin = readJournal(store, run)?.entries.find((entry) => entry.type === "begin");
  const plan = parsePlan(readText(store.disk, file));
  if (plan === undefined || plan.digest !== begin?.plan || !isIntact(plan))
    throw vendorError("planForeign", { run, file, folder: runFolder(store, run) });
  return plan;
}

/**
 * What runs were to make, by their plans; none of a run that never got to begin.
 * @throws VendorError `journalForeign`, `planForeign`, `storeBroken`
 */
export function phasesOf(store: Store, runs: readonly string[]): readonly Phase[] {
  return runs.flatMap((run) => (readJournal(store, run) === undefined ? [] : readPlan(store, run).phases));
}

function parsePlan(text: string | undefined): Plan | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isJsonObject(value) ? (value as unknown as Plan) : undefined;
  } catch {
    return undefined;
  }
}

function plannedSteps({ phases }: Plan): ReadonlyMap<string, BegunStep> {
  return new Map(
    phases.flatMap((phase) =>
      stepsOf(phase).map((step) => [step.id, { phase, step, answered: false, captured: {} }] as const),
    ),
  );
}

/** The same with what the run itself has begun in a phase. */
export function withOwn(
  inherited: Begun,
  phase: Phase,
  { begun, bindings }: Pick<StepsContext, "begun" | "bindings">,
  calls: readonly CallRecord[],
): Begun {
  const answered = new Set(calls.map(({ step }) => step));
  const own = stepsOf(phase)
    .filter(({ id }) => begun.has(id))
    .map((step) => ({ phase, step, answered: answered.has(step.id), captured: capturedBy(step, bindings) }));
  return {
    ...inherited,
    steps: [
      ...inherited.steps,
      ...own.filter(({ step }) => step.calls.length > 0 || step.task !== undefined),
    ],
    publicKeys: new Set([...inherited.publicKeys, ...bindings.publicKeys()]),
  };
}

function capturedBy({ resource, calls }: Step, bindings: Bindings): Readonly<Record<string, string>> {
  const outputs = bindings.outputs();
  const names = calls.flatMap(({ capture = {} }) => Object.keys(capture));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = outputs[`${resource}.${name}`];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
