import type { Left, Plan } from "../core/plan.ts";
import type { GateMeasurement, ProbeResult } from "../core/probe.ts";

/** Where in a run something was measured. */
interface Place {
  readonly phase: string;
  readonly stage: string;
}

/** A call that was answered. */
interface Call {
  readonly step: string;
  readonly service: string;
  readonly operation: string;
  readonly input: string;
  readonly requestId: string;
  readonly at: string;
}

/** What a run reports of one that it went on from. */
export interface EarlierReport {
  readonly run: string;
  readonly plan: Plan;
  readonly journal: string;
  readonly calls: readonly Call[];
  readonly unanswered: readonly { readonly step: string; readonly operation: string }[];
  readonly gates: readonly (GateMeasurement & Place)[];
  readonly probes: readonly (ProbeResult & Place)[];
}

/** What a run reports of itself: the part of an engine's outcome that an audit record says. */
export interface RunReport {
  readonly run: string;
  readonly plan: Plan;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: string;
  readonly calls: readonly Call[];
  readonly earlier: readonly EarlierReport[];
  readonly gates: readonly (GateMeasurement & Place)[];
  readonly probes: readonly (ProbeResult & Place)[];
  readonly left: readonly Left[];
  readonly error?: { readonly code: string; readonly message: string };
}
