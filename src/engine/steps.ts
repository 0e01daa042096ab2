import pLimit from "p-limit";
import type { Step } from "../core/plan.ts";
import { runStep, type StepContext } from "./step.ts";

/** What running several steps needs. */
export interface StepsContext extends StepContext {
  /** IDs of the steps that have begun: what a roll-back has to look at. */
  readonly begun: Set<string>;
}

/** Steps of a stage that are in flight at once. */
const CONCURRENCY = 8;

/**
 * Runs steps, each as soon as those that it needs have ended. After a failure nothing new begins, and what is in flight
 * is waited for, so that the journal knows how everything ended.
 */
export async function runSteps(steps: readonly Step[], context: StepsContext): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const ended = new Map<string, Promise<boolean>>();
  const failures: unknown[] = [];
  const run = async (step: Step): Promise<boolean> => {
    const ready = await Promise.all(step.needs.map((id) => ended.get(id) ?? true));
    if (ready.includes(false)) return false;
    return limit(async () => {
      if (failures.length > 0) return false;
      context.begun.add(step.id);
      try {
        await runStep(step, context);
        return true;
      } catch (error) {
        failures.push(error);
        return false;
      }
    });
  };
  for (const step of inOrder(steps)) ended.set(step.id, run(step));
  await Promise.all(ended.values());
  if (failures.length > 0) throw failures[0];
}

/** Steps after those that they need, so that each finds them begun. */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const ordered = new Set<Step>();
  const visit = (step: Step): void => {
    if (ordered.has(step)) return;
    for (const id of step.needs) {
      const needed = byId.get(id);
      if (needed) visit(needed);
    }
    ordered.add(step);
  };
  for (const step of steps) visit(step);
  return [...ordered];
}
