import { AwsFailure } from "../aws/failure.ts";
import { toVendorError } from "../aws/report.ts";
import { vendorError } from "../core/errors.ts";
import type { Phase, Stage } from "../core/plan.ts";
import type { Clock } from "../core/ports.ts";
import { together } from "../core/together.ts";
import { kindOf } from "../resources/registry.ts";
import { bindKnown } from "./bindings.ts";
import type { StepContext } from "./step.ts";

type AbsentStage = Extract<Stage, { type: "absent" }>;

const PAUSE_MS = 500;

/**
 * Proves that nothing of some resources is left. A service may answer from before the removal for a while, so each is
 * read until it is gone, up to the stage's deadline.
 * @throws VendorError `notGone` with what still exists
 */
export async function proveAbsent(stage: AbsentStage, phase: Phase, context: StepContext): Promise<void> {
  const deadline = context.clock.elapsed() + stage.timing.deadlineMs;
  const left = await together(stage.resources.map((id) => whatIsLeft(id, phase, context, deadline)));
  const found = left.filter((name) => name !== undefined);
  if (found.length > 0) throw vendorError("notGone", { subject: phase.subject, resources: found.join(", ") });
}

/** What a person calls the resource, if it still exists when the deadline has passed. */
async function whatIsLeft(
  id: string,
  phase: Phase,
  context: StepContext,
  deadline: number,
): Promise<string | undefined> {
  const resource = phase.resources[id];
  if (resource === undefined) return undefined;
  const { clock, scope, aws, signal, bindings } = context;
  const kind = kindOf(resource.kind);
  const props = bindKnown(resource.props, bindings);
  for (;;) {
    const live = await kind.read(props, scope, aws).catch((error: unknown) => {
      throw error instanceof AwsFailure ? toVendorError(error, id) : error;
    });
    if (live === undefined) return undefined;
    if (isPast(deadline, clock)) return `${kind.title} ${kind.identify(props, scope).name}`;
    await clock.sleep(PAUSE_MS, signal);
  }
}

function isPast(deadline: number, clock: Clock): boolean {
  return clock.elapsed() + PAUSE_MS > deadline;
}
