import type { AuditRecord } from "../../audit/chain.ts";
import type { LastMet } from "../../audit/last-met.ts";
import type { SignedBy } from "../../audit/signed-by.ts";
import type { Plan } from "../../core/plan.ts";
import type { PartnerState } from "../../store/partners.ts";
import type { Access } from "./access.ts";
import type { PlanChange } from "./changes.ts";
import type { Pairs } from "./pairs.ts";
import type { Timeline } from "./timeline.ts";

/** Everything that a report shows. Pure data: reading is done, and nothing of it is HTML yet. */
export interface ReportFacts {
  /** The one partner that it is about; absent: all. */
  readonly partner?: string;
  /** ISO time. */
  readonly madeAt: string;
  /** `vendor-cli` and its version. */
  readonly tool: string;
  readonly account: string;
  readonly region: string;
  /** The folder that it was read from. */
  readonly store: string;
  readonly log: LogFacts;
  /** Every partner that it is about, by name. */
  readonly states: readonly PartnerState[];
  /** Those that are told in full; the others are in tables only. */
  readonly partners: readonly PartnerFacts[];
  readonly pairs: Pairs;
}

/** The audit log, and whether it verifies. */
export interface LogFacts {
  readonly file: string;
  readonly records: number;
  readonly head: { readonly seq: number; readonly hash: string };
  /** What is wrong with its chain or its signatures; none: it verifies. */
  readonly findings: readonly string[];
  /** Number of the last record that a signature covers; 0: none. */
  readonly signedTo: number;
  readonly signers: readonly string[];
}

/** One partner. */
export interface PartnerFacts {
  readonly state: PartnerState;
  /** What it may reach by the last plan that gave it anything. */
  readonly access?: { readonly access: Access; readonly run: string; readonly at: string };
  /** Newest first. */
  readonly runs: readonly RunFacts[];
  /** The last run of each command that tried its access, newest first. */
  readonly tested: readonly RunFacts[];
  /** Its own servers, where it has any and they were met. */
  readonly met?: LastMet;
  readonly certificate?: { readonly record: AuditRecord; readonly signed?: SignedBy };
  /** What should be here and is not, in words. */
  readonly missing: readonly string[];
}

/** One recorded run. */
export interface RunFacts {
  readonly record: AuditRecord;
  /** Absent where the store no longer has it. */
  readonly plan?: Plan;
  readonly timeline?: Timeline;
  /** What its plan asks for that the one before did not; absent of a test, which changes nothing that is wanted. */
  readonly change?: PlanChange;
  /** The run whose plan that is compared with; absent: there is none before it. */
  readonly since?: string;
}
