import type { Left, Phase, Step } from "../core/plan.ts";
import { stepOf } from "../resources/item.ts";
import type { Live } from "../resources/kind.ts";
import { isOwnedBy } from "../resources/ownership.ts";
import { kindOf } from "../resources/registry.ts";
import { type Begun, type BegunStep, ROLLBACK } from "./begun.ts";
import { bindKnown } from "./bindings.ts";
import { commandsOf } from "./commands.ts";
import { isAsBefore, movedParts } from "./moved.ts";
import { readExpected } from "./read-expected.ts";
import type { StepsContext } from "./steps.ts";
import type { Changed } from "./undo.ts";

/** How one resource is brought back: the step that does it, and what that leaves. */
interface Planned {
  readonly step?: Step;
  readonly left: readonly Left[];
}

/**
 * Compares a resource with what it was before and with what the runs wrote, and plans the step that brings it back.
 * What somebody else changed meanwhile is left as it is.
 * @param what what a person calls it
 * @throws AwsFailure where it can't be read
 */
export async function restorationOf(
  changed: Changed,
  begun: Begun,
  phase: Phase,
  what: string,
  context: StepsContext,
): Promise<Planned> {
  const { id, resource, before, steps } = changed;
  const { scope, bindings, aws } = context;
  const kind = kindOf(resource.kind);
  const props = bindKnown(resource.props, bindings);
  const read = async () => (await kind.read(props, scope, aws)) ?? kind.reserved?.(props, scope, aws);
  const answered = steps.some((step) => step.answered);
  const now = await readExpected(
    read,
    (live) => !answered || live === undefined || !isAsBefore(before, live),
    context,
  );
  if (now !== undefined && isAsBefore(before, now)) return { left: [] };
  const made = Object.assign({}, ...steps.map(({ captured }) => captured)) as Record<string, string>;
  const restoration = kind.restore(props, before as Live, now, scope, made);
  const leave = (why: string): Planned => ({
    left: [{ what, why, commands: commandsOf(restoration?.calls ?? [], context) }],
  });
  const moved = movedBy(changed, begun, now, context);
  if (moved !== undefined)
    return leave(restoration?.calls.length ? `${moved} The commands would undo that too.` : moved);
  if (restoration === undefined) return leave("Nothing brings it back.");
  const { beyond = [], notes = [], ...change } = restoration;
  for (const text of notes) context.sink.emit({ type: "warning", text: `${what}: ${text}` });
  const item = { id, needs: [], canary: false, kind, props, live: now };
  const step = stepOf(item, scope, `${phase.name}/${ROLLBACK}/restore`, "update", change);
  const nothing = change.calls.length === 0 && change.task === undefined;
  return {
    left: beyond.map(({ why, calls }) => ({ what, why, commands: commandsOf(calls, context) })),
    ...(nothing ? {} : { step }),
  };
}

/** What somebody else did to it meanwhile, in words. */
function movedBy(
  { resource, before, steps }: Changed,
  { publicKeys }: Begun,
  now: Live | undefined,
  { scope, bindings }: StepsContext,
): string | undefined {
  const kind = kindOf(resource.kind);
  const removing = steps.some(({ step }) => step.action === "remove");
  if (now === undefined) return removing ? undefined : "Somebody took it away meanwhile: this run did not.";
  if (!isOwnedBy(now.owner, scope.partner)) return "It carries this partner's tags no more.";
  const wrote = ({ phase, step }: BegunStep) => {
    const declared = phase.resources[step.resource]?.props;
    if (step.action === "remove" || declared === undefined) return undefined;
    return kind.desired(bindKnown(declared, bindings), scope);
  };
  const moved = movedParts(before, now, {
    states: steps.map(wrote),
    passing: kind.passing ?? [],
    publicKeys,
    tags: scope.tags,
  });
  return moved.length === 0 ? undefined : `Somebody changed it meanwhile: ${moved.join(", ")}.`;
}
