import type { Phase, Stage, Step } from "../core/plan.ts";
import type { Probe } from "../core/probe.ts";
import type { Item } from "../resources/item.ts";
import type { RemovalOptions } from "../resources/kind.ts";
import { applySteps } from "./apply.ts";
import { namesakeTrial } from "./namesake.ts";
import { removalStages } from "./removal.ts";
import { created, DISPOSABLE, liveTestStages, seedStages } from "./seeding.ts";
import { gatesStage, probesStage, stepsStage } from "./stages.ts";
import { sweepStages } from "./test-access.ts";
import type { Blueprint, PhaseParts } from "./types.ts";

/** How long an offboarding waits for what is not served, before it freezes what is. */
const LONGEST_SERVED_MS = 60_000;

/** Rehearsal: the twin is made, tested, taken down and proven gone. */
export function rehearsalPhase(parts: PhaseParts): Phase {
  const { blueprint, items } = parts;
  return phaseOf("rehearsal", `Rehearsal as ${blueprint.subject}`, parts, [
    ...applyStages(parts, "rehearsal"),
    ...seedStages(parts, "rehearsal"),
    ...gatesStage(
      "settle",
      "Wait until every path answers consistently",
      controlsOf(blueprint),
      parts.timing,
    ),
    ...probesStage("test", "Access test", blueprint.probes),
    ...removalStages(parts, created(items, parts.scope), "rehearsal", DISPOSABLE),
  ]);
}

/** Takes away what an interrupted rehearsal left of a twin; nothing where nothing is left. */
export function twinLeftovers(parts: PhaseParts): readonly Phase[] {
  const left = parts.items.filter((item) => item.live !== undefined);
  if (left.length === 0) return [];
  const untried = { ...parts, blueprint: { ...parts.blueprint, death: [] } };
  const title = `Take away what an interrupted rehearsal left of ${parts.blueprint.subject}`;
  return [phaseOf("rehearsal", title, parts, removalStages(untried, left, "rehearsal", DISPOSABLE))];
}

/** Going live: the partner's own resources are made and tested; the test's own key is proven refused again. */
export function livePhase(parts: PhaseParts, test: boolean): Phase {
  return phaseOf("live", `Go live: ${parts.blueprint.subject}`, parts, [
    ...applyStages(parts, "live"),
    ...(test ? liveTestStages(parts, "live") : []),
  ]);
}

/**
 * The access test of a partner that lives, by itself: nothing of the partner changes.
 * @param interrupted whether an earlier test was cut off, whose key may still be there and is taken away first
 */
export function testPhase(parts: PhaseParts, interrupted: boolean): Phase {
  return phaseOf("test", `Test access of ${parts.blueprint.subject}`, parts, [
    ...(interrupted ? sweepStages(parts, "test") : []),
    ...liveTestStages(parts, "test"),
  ]);
}

/**
 * Offboarding: freeze, remove, prove dead, delete.
 * @param standIn steps that let the sandbox account stand in, so that sessions can be held
 * @param interrupted whether an earlier one has taken a part away, which is then proven to be gone as well
 */
export function offboardPhase(
  parts: PhaseParts,
  options: RemovalOptions,
  { standIn, interrupted }: { readonly standIn: readonly Step[]; readonly interrupted: boolean },
): Phase {
  const { blueprint, items, timing } = parts;
  const alive = items.filter((item) => item.live !== undefined);
  // Without anybody to try access as, there is nothing to seed for.
  const canaries =
    blueprint.death.length === 0 ? [] : items.filter((item) => item.canary && item.live === undefined);
  const seed =
    blueprint.death.length === 0
      ? []
      : seedStages({ ...parts, items: [...alive, ...canaries] }, "offboard", standIn);
  const served = gatesStage("served", "Hold sessions open that are served now", blueprint.death, {
    ...timing,
    deadlineMs: Math.min(timing.deadlineMs, LONGEST_SERVED_MS),
  });
  const namesake =
    standIn.length === 0 ? { stages: [], actors: {} } : namesakeTrial(blueprint, alive, parts.scope, timing);
  const withNamesake = { ...blueprint, actors: { ...blueprint.actors, ...namesake.actors } };
  return phaseOf("offboard", `Offboard ${blueprint.subject}`, { ...parts, blueprint: withNamesake }, [
    ...seed,
    // A partner whose access is broken already has to go all the same: what is not served is noted.
    ...served.map((stage) => ({ ...stage, tolerant: true as const })),
    ...removalStages(parts, [...alive, ...created(canaries, parts.scope)], "offboard", options, {
      ...(interrupted ? { gone: items } : {}),
      afterwards: namesake.stages,
    }),
  ]);
}

function applyStages({ items, scope }: PhaseParts, phase: string): readonly Stage[] {
  const steps = applySteps(
    items.filter((item) => !item.canary),
    scope,
    `${phase}/apply`,
  );
  return stepsStage("apply", "Provision", steps);
}

/** Probes that are waited for: the gates, and every death probe in its living form, or its denial would prove nothing. */
function controlsOf({ gates, death }: Blueprint): readonly Probe[] {
  const ids = new Set(gates.map((probe) => probe.id));
  return [...gates, ...death.filter((probe) => !ids.has(probe.id))];
}

/** What the engine needs to know of each resource. */
export function phaseResources(items: readonly Item[]): Phase["resources"] {
  return Object.fromEntries(
    items.map(({ id, kind, props, needs, canary }) => [id, { kind: kind.name, props, needs, canary }]),
  );
}

function phaseOf(
  name: Phase["name"],
  title: string,
  { blueprint, items, scope }: PhaseParts,
  stages: readonly Stage[],
): Phase {
  return {
    name,
    title,
    subject: blueprint.subject,
    tags: scope.tags,
    actors: blueprint.actors,
    resources: phaseResources(items),
    stages,
  };
}
