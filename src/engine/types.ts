import type { Aws } from "../aws/aws.ts";
import type { VendorError } from "../core/errors.ts";
import type { Network } from "../core/network.ts";
import type { Left, Plan } from "../core/plan.ts";
import type { Effects, Lock, LockHolder } from "../core/ports.ts";
import type { GateMeasurement, ProbeResult, Verdict } from "../core/probe.ts";
import type { Secret } from "../core/secret.ts";
import type { Store } from "../store/store.ts";

/** What one run needs beside its plan. */
export interface RunContext extends Effects {
  /** The operator's AWS. */
  readonly aws: Aws;
  /** ID of this run: names its journal. */
  readonly run: string;
  /** Runs on this partner that did not get to their end, oldest first: what they left is this one's to answer for. */
  readonly after: readonly string[];
  /** The command that goes on with this run, for whoever interrupts it. */
  readonly resumeCommand: string;
  /** How long a gate has usually taken, in milliseconds; absent where no run was recorded. */
  readonly usualWait?: (gate: string, expect: Verdict) => number | undefined;
  /** ARN of the sandbox account's stand-in role; absent where there is no sandbox account. */
  readonly sandboxRole?: string;
  /** The hidden answers that this command was given, by their marks; absent where it takes none. */
  readonly hidden?: (mark: string) => Secret | undefined;
  /** Journals and locks. */
  readonly store: Store;
  /** The lock on the partner. */
  readonly lock: Pick<Lock, "isHeld">;
  /** Who was taken to be dead by whoever asked for this run, and had the lock before. */
  readonly broke?: LockHolder;
  readonly rollback: boolean;
  /** Aborted by the first Ctrl-C: the call in flight ends, then the run stops, resumable. */
  readonly signal: AbortSignal;
  /** Absent: the machine's own network. */
  readonly network?: Network;
}

/** One mutating call that a run made. */
export interface CallRecord {
  readonly step: string;
  readonly service: string;
  readonly operation: string;
  /** `sha256:…` of the input with secrets left as placeholders. */
  readonly input: string;
  readonly requestId: string;
  readonly at: string;
}

/** What a run that did not get to its end had done. */
export interface EarlierRun {
  readonly run: string;
  readonly plan: Plan;
  /** `sha256:…` of its journal. */
  readonly journal: string;
  readonly calls: readonly CallRecord[];
  /** Calls whose answer was never written down: what came of them was read from AWS by the run that went on. */
  readonly unanswered: readonly { readonly step: string; readonly operation: string }[];
  readonly gates: RunOutcome["gates"];
  readonly probes: RunOutcome["probes"];
}

/** What came of a run: all that the audit record says. */
export interface RunOutcome {
  readonly run: string;
  readonly plan: Plan;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: "done" | "findings" | "no-changes" | "rolled-back" | "failed" | "interrupted";
  readonly calls: readonly CallRecord[];
  readonly gates: readonly (GateMeasurement & { readonly phase: string; readonly stage: string })[];
  readonly probes: readonly (ProbeResult & { readonly phase: string; readonly stage: string })[];
  /** The runs that it went on from, oldest first. */
  readonly earlier: readonly EarlierRun[];
  /** Outputs of the live resources: `role.arn` → ARN. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What a roll-back could not undo. */
  readonly left: readonly Left[];
  /** Why it did not end well. */
  readonly error?: VendorError;
}
