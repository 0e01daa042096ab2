import { appendRecord, logFile } from "../audit/log.ts";
import { recordOf } from "../audit/record.ts";
import type { Signature } from "../audit/signature.ts";
import type { Aws } from "../aws/aws.ts";
import { type VendorError, vendorError } from "../core/errors.ts";
import type { MetServer } from "../core/meeting.ts";
import type { Lock, LockHolder } from "../core/ports.ts";
import type { RunOutcome } from "../engine/types.ts";
import { toKnownError } from "./failure.ts";
import type { Session } from "./session.ts";
import { sayUnsigned, signIfConfigured } from "./sign-configured.ts";
import type { Workplace } from "./workplace.ts";

/** A run that has ended and is to be remembered. */
export interface Ended {
  readonly session: Session;
  readonly place: Workplace;
  /** ARN of the operator. */
  readonly caller: string;
  /** AWS in the operator's name, for signing. */
  readonly aws: Aws;
  readonly outcome: RunOutcome;
  /** The lock on the partner, under which the state is kept. */
  readonly lock: Pick<Lock, "isHeld">;
  readonly broke?: LockHolder;
  /** The partner's own servers, as they were met. */
  readonly servers?: readonly MetServer[];
  /** The command that goes on with the run. */
  readonly resume: string;
}

/** Where the audit record of a run is. */
export interface Recorded {
  readonly seq: number;
  readonly hash: string;
}

/** What of a run could be kept, and why not all of it was. */
export interface Remembered {
  readonly audit?: Recorded;
  /** The signature over the head of the log, where one is configured and could be had. */
  readonly signature?: Signature;
  readonly error?: VendorError;
}

/**
 * Keeps the audit record of a run, then by `settle` the partner's state, unless somebody else has its lock now; then has
 * the head of the log signed, if that is configured.
 */
export async function keepOutcome(
  ended: Ended,
  settle: (audit: Recorded) => Promise<void>,
): Promise<Remembered> {
  const { session, place, caller, outcome, lock, broke, servers } = ended;
  let audit: Recorded | undefined;
  try {
    // Where the store is gone, a log that begins anew in its place would help nobody.
    await lock.isHeld();
    const facts = {
      caller,
      tool: session.tool,
      ...(broke === undefined ? {} : { broke }),
      ...(servers === undefined || servers.length === 0 ? {} : { servers }),
    };
    const record = await appendRecord(
      logFile(place.config.audit.store),
      recordOf(outcome, facts),
      session.host,
    );
    audit = { seq: record.seq, hash: record.hash };
    if (!(await lock.isHeld())) throw vendorError("lockLost", { partner: outcome.plan.partner });
    await settle(audit);
    const signature = await signed(ended);
    return { audit, ...(signature === undefined ? {} : { signature }) };
  } catch (thrown) {
    return { ...(audit === undefined ? {} : { audit }), error: unrecorded(ended, thrown, audit) };
  }
}

/** A run that was interrupted ends now: the next one signs. */
async function signed({ session, place, aws, outcome }: Ended): Promise<Signature | undefined> {
  if (outcome.outcome !== "interrupted") return signIfConfigured(session, place, aws);
  if (place.config.audit.signWith !== undefined)
    sayUnsigned(session, "The audit record is written, and not signed yet: the run was interrupted.");
  return undefined;
}

function unrecorded(
  { outcome, resume, place }: Ended,
  thrown: unknown,
  audit: Recorded | undefined,
): VendorError {
  const { message: why, hint: remedy } = toKnownError(thrown);
  const { run, outcome: how, calls, plan } = outcome;
  const what =
    audit === undefined
      ? `its record in ${logFile(place.config.audit.store)}`
      : `the state of ${plan.partner}`;
  return vendorError(
    "runUnrecorded",
    { run, ended: how, calls: calls.length, what, why, remedy, command: resume },
    { cause: thrown },
  );
}
