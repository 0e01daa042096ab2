import { AwsFailure } from "../aws/failure.ts";
import { type Phase, stepsOf } from "../core/plan.ts";
import { together } from "../core/together.ts";
import { kindOf } from "../resources/registry.ts";
import { bindKnown } from "./bindings.ts";
import { readExpected } from "./read-expected.ts";
import type { StepContext } from "./step.ts";

/**
 * Reads what a phase has created until it is seen, for a while: who plans next reads it too, and would take what AWS
 * has not spread yet for what does not exist. What is still not seen then is warned of: it exists all the same.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 * @throws the signal's reason
 */
export async function waitUntilSeen(phase: Phase, context: StepContext): Promise<void> {
  const created = new Set(
    stepsOf(phase).flatMap(({ action, resource }) => (action === "create" ? [resource] : [])),
  );
  const lasting = Object.entries(phase.resources).filter(([id, { canary }]) => !canary && created.has(id));
  const unseen = await together(lasting.map(([, resource]) => nameIfUnseen(resource, context)));
  const names = unseen.filter((name) => name !== undefined);
  if (names.length === 0) return;
  context.sink.emit({
    type: "warning",
    text: `Made, but AWS does not show it yet: ${names.join(", ")}. Wait a minute before the next command on ${phase.subject}.`,
  });
}

/** What a person calls the resource, if it is not seen in time. */
async function nameIfUnseen(
  resource: Phase["resources"][string],
  context: StepContext,
): Promise<string | undefined> {
  const { scope, aws, bindings } = context;
  const kind = kindOf(resource.kind);
  const props = bindKnown(resource.props, bindings);
  const read = () => kind.read(props, scope, aws).catch(unlessRefused);
  const live = await readExpected(read, (answer) => answer !== undefined, context);
  return live === undefined ? `${kind.title} ${kind.identify(props, scope).name}` : undefined;
}

/** A read that AWS does not answer says nothing about what was made. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof AwsFailure) return undefined;
  throw error;
}
