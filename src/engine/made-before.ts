import type { Aws } from "../aws/aws.ts";
import type { AwsFailure } from "../aws/failure.ts";
import { mayMakeAnother } from "../aws/reaction.ts";
import type { Call } from "../core/call.ts";
import type { PhaseResource, Step } from "../core/plan.ts";
import type { Clock } from "../core/ports.ts";
import type { Live, Scope } from "../resources/kind.ts";
import { isOwnedBy } from "../resources/ownership.ts";
import { kindOf } from "../resources/registry.ts";
import { type Bindings, bindKnown } from "./bindings.ts";

/** Where and how a call's own traces are looked for. */
export interface Surroundings {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly bindings: Bindings;
  /** How long "not consistent yet" is put up with, in milliseconds. */
  readonly patienceMs: number;
  readonly scope: Scope;
  /** The phase's resources by ID. */
  readonly resources: Readonly<Record<string, PhaseResource>>;
}

type Outputs = Readonly<Record<string, string>>;

const PAUSE_MS = 500;

/**
 * How long what may have been made is looked for, in milliseconds: services show new things to those who ask within
 * seconds. https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
 */
const DOUBT_MS = 30_000;

/**
 * What a call that creates would have answered, where it is refused because what it creates exists, or may have had its
 * effect without saying so: the answer of an attempt was lost. A resource counts only if it carries this subject's
 * ownership tags; it is looked for until it can be seen, since the service that made it knows of it before those who are asked.
 * @param call with its placeholders filled in
 * @returns `undefined` where somebody else made it, or nobody
 */
export async function madeBefore(
  step: Step,
  call: Call,
  failure: AwsFailure,
  context: Surroundings,
): Promise<Outputs | undefined> {
  const resource = context.resources[step.resource];
  const inDoubt = mayMakeAnother(failure);
  if (!inDoubt && failure.meaning !== "exists") return undefined;
  if (step.action !== "create" || resource === undefined) return undefined;
  const kind = kindOf(resource.kind);
  const live = await seen(
    () => kind.read(bindKnown(resource.props, context.bindings), context.scope, context.aws),
    context,
    inDoubt ? Math.min(DOUBT_MS, context.patienceMs) : context.patienceMs,
  );
  if (live === undefined || !isOwnedBy(live.owner, context.scope.partner)) return undefined;
  return kind.answered === undefined ? live.outputs : kind.answered(call, live);
}

async function seen(
  read: () => Promise<Live | undefined>,
  { clock, signal }: Surroundings,
  withinMs: number,
): Promise<Live | undefined> {
  for (const deadline = clock.elapsed() + withinMs; ; ) {
    const live = await read();
    if (live !== undefined || clock.elapsed() + PAUSE_MS > deadline) return live;
    await clock.sleep(PAUSE_MS, signal);
  }
}
