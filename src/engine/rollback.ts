import type { Phase, Step } from "../core/plan.ts";
import { type Item, removalSteps, stepOf } from "../resources/item.ts";
import { REMOVAL_STAGES } from "../resources/kind.ts";
import { isOwnedBy } from "../resources/ownership.ts";
import { kindOf } from "../resources/registry.ts";
import { bindKnown } from "./bindings.ts";
import type { PhaseContext } from "./phase.ts";
import { inOrder, runSteps } from "./steps.ts";

const DISPOSABLE = { data: "keep", secretRecoveryDays: 7, disposable: true } as const;

/**
 * Takes back what a failed phase created or adopted, from live state: only resources whose creation or adoption had
 * begun, in this run or in one that it goes on from, and that carry this subject's ownership tags. What was adopted is
 * nobody's again; test keys on resources that stay are taken away too.
 * @returns what is left and could not be removed
 */
export async function rollBack(phase: Phase, context: PhaseContext): Promise<readonly string[]> {
  const left: string[] = [];
  const attempt = async (steps: readonly Step[]): Promise<void> => {
    for (const step of inOrder(steps)) {
      await runSteps([{ ...step, needs: [] }], context).catch(() => left.push(step.title));
    }
  };
  await attempt(testKeysToTakeAway(phase, context));
  await attempt(
    releases(await ownItems(claimedResources(phase, context), phase, context, left), phase, context),
  );
  const removal = removalSteps(
    await ownItems(createdResources(phase, context), phase, context, left),
    context.scope,
    `${phase.name}/rollback`,
    DISPOSABLE,
  );
  for (const stage of REMOVAL_STAGES) await attempt(removal[stage]);
  return [...new Set(left)];
}

/** Steps of the phase that take test keys away, where the step that adds them had begun. */
function testKeysToTakeAway(phase: Phase, { begun }: PhaseContext): readonly Step[] {
  const steps = phase.stages.flatMap((stage) =>
    stage.type === "steps" && stage.name === "unseed" ? stage.steps : [],
  );
  return steps.filter(
    (step) => step.id.endsWith("-test-access") && begun.has(step.id.replace("/unseed/", "/seed/")),
  );
}

/** Resources whose creation has begun, in this run or in one that it goes on from. */
function createdResources(phase: Phase, { begun, inherited }: PhaseContext): readonly string[] {
  const created = phase.stages
    .flatMap((stage) => (stage.type === "steps" ? stage.steps : []))
    .filter((step) => step.action === "create" && begun.has(step.id))
    .map((step) => step.id);
  const stages = ["apply", "seed"].map((stage) => `${phase.name}/${stage}/`);
  return Object.keys(phase.resources).filter((id) =>
    stages.some((stage) => created.includes(stage + id) || inherited.has(stage + id)),
  );
}

/** Resources whose adoption has begun, in this run or in one that it goes on from. */
function claimedResources(phase: Phase, { begun, inherited }: PhaseContext): readonly string[] {
  return Object.keys(phase.resources).filter((id) => {
    const step = `adopt/claim/${id}`;
    return phase.name === "adopt" && (begun.has(step) || inherited.has(step));
  });
}

/** Steps that make nobody's again what was nobody's before. */
function releases(items: readonly Item[], phase: Phase, { scope }: PhaseContext): readonly Step[] {
  return items.flatMap((item) => {
    const { kind, props, live } = item;
    const release = live === undefined ? undefined : kind.claim?.(props, live, scope).release;
    return release === undefined
      ? []
      : [stepOf(item, scope, `${phase.name}/rollback/release`, "release", release)];
  });
}

/** Those of `ids` that are there and carry this subject's ownership tags. */
async function ownItems(
  ids: readonly string[],
  phase: Phase,
  context: PhaseContext,
  left: string[],
): Promise<readonly Item[]> {
  const items = await Promise.all(
    ids.map(async (id): Promise<Item | undefined> => {
      const resource = phase.resources[id];
      if (resource === undefined) return undefined;
      const { needs, canary } = resource;
      const kind = kindOf(resource.kind);
      const props = bindKnown(resource.props, context.bindings);
      try {
        const live = await kind.read(props, context.scope, context.aws);
        return live && isOwnedBy(live.owner, context.scope.partner)
          ? { id, needs, canary, kind, props, live }
          : undefined;
      } catch {
        left.push(`${kind.title} ${kind.identify(props, context.scope).name}`);
        return undefined;
      }
    }),
  );
  return items.filter((item) => item !== undefined);
}
