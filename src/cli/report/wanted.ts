import { type Phase, type PhaseResource, type Plan, stepsOf } from "../../core/plan.ts";

/** What a plan wants to be there once it is done. */
export interface Wanted {
  readonly phase: Phase;
  /** By their IDs: without canaries, and without what the plan only takes away. */
  readonly resources: ReadonlyMap<string, PhaseResource>;
}

/** The resources that a plan gives its partner; `undefined` of a plan that gives none. */
export function wantedOf({ phases }: Plan): Wanted | undefined {
  const phase = phases.findLast(({ name }) => name === "live" || name === "adopt");
  if (phase === undefined) return undefined;
  const steps = stepsOf(phase);
  const isRetired = (id: string) => {
    const own = steps.filter(({ resource }) => resource === id);
    return own.length > 0 && own.every(({ action }) => action === "remove");
  };
  return {
    phase,
    resources: new Map(
      Object.entries(phase.resources).filter(([id, { canary }]) => !canary && !isRetired(id)),
    ),
  };
}
