import type { Call } from "../core/call.ts";
import type { Left, Phase, Step } from "../core/plan.ts";
import { type Item, removalSteps, stepOf } from "../resources/item.ts";
import { REMOVAL_STAGES } from "../resources/kind.ts";
import { isOwnedBy } from "../resources/ownership.ts";
import { kindOf } from "../resources/registry.ts";
import { asVendorError } from "./as-error.ts";
import { type Begun, ROLLBACK } from "./begun.ts";
import { bindKnown } from "./bindings.ts";
import { commandsOf } from "./commands.ts";
import { readExpected } from "./read-expected.ts";
import { restorationOf } from "./restore.ts";
import { inOrder, runSteps, type StepsContext } from "./steps.ts";
import { type Claimed, type Created, type Undo, undoOf } from "./undo.ts";

const DISPOSABLE = { data: "keep", secretRecoveryDays: 7, disposable: true } as const;

/**
 * Undoes what runs have begun, from live state: what they changed or took away is brought back as it was, what they
 * created goes; only where it carries this subject's ownership tags, and not over what somebody else changed meanwhile.
 * @param contextOf how the steps of a phase are run
 * @returns what could not be undone
 * @throws the signal's reason, once it has aborted; VendorError for what stops a run
 */
export async function rollBack(
  begun: Begun,
  contextOf: (phase: Phase) => StepsContext,
): Promise<readonly Left[]> {
  const left: Left[] = [];
  for (const undo of undoOf(begun)) {
    const context = contextOf(undo.phase);
    for (const { step, captured } of undo.steps) {
      const known = Object.entries({ ...bindKnown(step.outputs ?? {}, context.bindings), ...captured });
      for (const [name, value] of known) context.bindings.keep(step.resource, name, String(value));
    }
    await bringBack(undo, begun, context, left);
    await release(undo, context, left);
    await takeAway(undo, context, left);
  }
  return merged(left);
}

async function bringBack(undo: Undo, begun: Begun, context: StepsContext, left: Left[]): Promise<void> {
  for (const changed of undo.changed) {
    context.signal.throwIfAborted();
    const { id, resource } = changed;
    const what = nameOf(id, resource, context);
    try {
      const { step, left: beyond } = await restorationOf(changed, begun, undo.phase, what, context);
      left.push(...beyond);
      if (step !== undefined) left.push(...(await attempt(step, context)));
    } catch (error) {
      left.push(unread(what, error, context));
    }
  }
}

/** What was adopted is nobody's again. */
async function release({ phase, claimed }: Undo, context: StepsContext, left: Left[]): Promise<void> {
  for (const item of await itemsOf(claimed.map(certainly), context, left)) {
    const { kind, props, live } = item;
    const change = live === undefined ? undefined : kind.claim?.(props, live, context.scope).release;
    if (change === undefined) continue;
    const step = stepOf(item, context.scope, `${phase.name}/${ROLLBACK}/release`, "release", change);
    left.push(...(await attempt(step, context)));
  }
}

/** It was there before: no need to wait for it to be seen. */
function certainly(claimed: Claimed): Created {
  return { ...claimed, expected: false };
}

async function takeAway({ phase, created }: Undo, context: StepsContext, left: Left[]): Promise<void> {
  const items = await itemsOf(created, context, left);
  const removal = removalSteps(items, context.scope, `${phase.name}/${ROLLBACK}`, DISPOSABLE);
  for (const stage of REMOVAL_STAGES) {
    for (const step of inOrder(removal[stage]))
      left.push(...(await attempt({ ...step, needs: [] }, context)));
  }
}

async function itemsOf(
  created: readonly Created[],
  context: StepsContext,
  left: Left[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const one of created) {
    context.signal.throwIfAborted();
    const { id, resource } = one;
    try {
      const item = await itemOf(one, context);
      if (item !== undefined) items.push(item);
    } catch (error) {
      left.push(unread(nameOf(id, resource, context), error, context));
    }
  }
  return items;
}

/** What was created, if it is there and ours. */
async function itemOf({ id, resource, expected }: Created, context: StepsContext): Promise<Item | undefined> {
  const { needs, canary } = resource;
  const kind = kindOf(resource.kind);
  const props = bindKnown(resource.props, context.bindings);
  const isThere = (live: unknown) => live !== undefined || !expected;
  const live = await readExpected(() => kind.read(props, context.scope, context.aws), isThere, context);
  return live && isOwnedBy(live.owner, context.scope.partner)
    ? { id, needs, canary, kind, props, live }
    : undefined;
}

/** Runs a step of the roll-back; where it fails, what it leaves and the calls that it did not get to. */
async function attempt(step: Step, context: StepsContext): Promise<readonly Left[]> {
  let calls = 0;
  let refused: Call | undefined;
  const watched: StepsContext = {
    ...context,
    aws: {
      ...context.aws,
      async sendCall(service, operation, input) {
        refused = { service, operation, input };
        const answer = await context.aws.sendCall(service, operation, input);
        refused = undefined;
        return answer;
      },
    },
    journal: {
      write(entry) {
        if (entry.type === "intent") calls += 1;
        context.journal.write(entry);
      },
    },
  };
  try {
    await runSteps([step], watched);
    return [];
  } catch (error) {
    throwWhatStops(error, context);
    const open =
      step.task === undefined
        ? step.calls.slice(Math.max(0, calls - 1))
        : refused === undefined
          ? []
          : [refused];
    return [{ what: step.title, why: asVendorError(error).message, commands: commandsOf(open, context) }];
  }
}

function unread(what: string, error: unknown, context: StepsContext): Left {
  throwWhatStops(error, context);
  return { what, why: asVendorError(error).message, commands: [] };
}

/** What ends a run at once, resumable, is nothing that is left: it is gone on with later. */
function throwWhatStops(thrown: unknown, { signal }: StepsContext): void {
  signal.throwIfAborted();
  const error = asVendorError(thrown);
  if (error.stops) throw error;
}

function nameOf(id: string, { kind: name, props }: Created["resource"], context: StepsContext): string {
  const kind = kindOf(name);
  const { name: known } = kind.identify(bindKnown(props, context.bindings), context.scope);
  return `${kind.title} ${known === "" ? id : known}`;
}

/** One entry for each thing, with all of its commands. */
function merged(left: readonly Left[]): readonly Left[] {
  const byName = new Map<string, Left>();
  for (const one of left) {
    const known = byName.get(one.what);
    const why = known === undefined || known.why === one.why ? one.why : `${known.why} ${one.why}`;
    byName.set(one.what, {
      ...one,
      why,
      commands: [...new Set([...(known?.commands ?? []), ...one.commands])],
    });
  }
  return [...byName.values()];
}
