import type { Former, Phase, PhaseResource, Step } from "../core/plan.ts";
import type { Begun, BegunStep } from "./begun.ts";

/** A resource that was there and that runs have begun to change or to take away. */
export interface Changed {
  readonly id: string;
  readonly resource: PhaseResource;
  /** As the first of the runs found it. */
  readonly before: Former;
  /** What was begun on it, oldest first. */
  readonly steps: readonly BegunStep[];
}

/** A resource that runs have begun to create. */
export interface Created {
  readonly id: string;
  readonly resource: PhaseResource;
  /** Whether it was made for certain, and nothing was begun that takes it away. */
  readonly expected: boolean;
}

/** A resource that was nobody's and that runs have begun to adopt. */
export interface Claimed {
  readonly id: string;
  readonly resource: PhaseResource;
}

/** What is to be undone for one subject. */
export interface Undo {
  /** The phase as the last of the runs planned it. */
  readonly phase: Phase;
  readonly steps: readonly BegunStep[];
  /** Those that others are built upon first. */
  readonly changed: readonly Changed[];
  readonly created: readonly Created[];
  readonly claimed: readonly Claimed[];
}

/**
 * What has to be undone, by phase, the live one first: what was there is brought back, what was not there goes. The
 * first step on a resource tells which of the two it is. A twin only ever goes.
 */
export function undoOf({ steps, undoing }: Begun): readonly Undo[] {
  const names = (["live", "rehearsal", "offboard", "adopt"] as const).filter((name) =>
    steps.some(({ phase }) => phase.name === name),
  );
  return names.flatMap((name) => {
    const ofPhase = steps.filter(({ phase }) => phase.name === name);
    const last = ofPhase.at(-1);
    if (last === undefined) return [];
    const about = [...new Set(ofPhase.map(({ step }) => step.resource))].flatMap((id) => {
      const begun = ofPhase.filter(({ step }) => step.resource === id);
      const resource = begun.at(-1)?.phase.resources[id];
      return resource === undefined ? [] : [{ id, resource, begun }];
    });
    const isUndone = (id: string) =>
      [...undoing].some((step) => step.startsWith(`${name}/`) && step.endsWith(`/${id}`));
    const changed = about.flatMap(({ id, resource, begun }): readonly Changed[] => {
      const before = begun[0]?.step.before;
      return before === undefined || name === "rehearsal" || resource.canary
        ? []
        : [{ id, resource, before, steps: isUndone(id) ? begun.map(unanswered) : begun }];
    });
    const restored = new Set(changed.map(({ id }) => id));
    const created = about
      .filter(({ id, begun }) => !restored.has(id) && begun.some(({ step }) => isCreation(step)))
      .map(({ id, resource, begun }) => ({
        id,
        resource,
        expected:
          begun.some(({ step, answered }) => isCreation(step) && answered) &&
          !begun.some(({ step }) => step.action === "remove") &&
          !isUndone(id),
      }));
    const claimed = about.filter(({ begun }) => begun.some(({ step }) => step.action === "adopt"));
    return [{ phase: last.phase, steps: ofPhase, changed: inNeedsOrder(changed), created, claimed }];
  });
}

function isCreation({ action, before }: Step): boolean {
  return (action === "create" && before === undefined) || action === "update";
}

function unanswered(step: BegunStep): BegunStep {
  return { ...step, answered: false };
}

function inNeedsOrder(changed: readonly Changed[]): readonly Changed[] {
  const byId = new Map(changed.map((one) => [one.id, one]));
  const ordered = new Set<Changed>();
  const visit = (one: Changed): void => {
    if (ordered.has(one)) return;
    for (const id of one.resource.needs) {
      const needed = byId.get(id);
      if (needed) visit(needed);
    }
    ordered.add(one);
  };
  for (const one of changed) visit(one);
  return [...ordered];
}
