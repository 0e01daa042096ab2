import type { Left, Plan } from "../core/plan.ts";
import type { GateMeasurement, ProbeResult } from "../core/probe.ts";

/** Where in a run something was measured. */
interface Place {
  readonly phase: string;
  readonly stage: string;
}

/** What a run reports of itself: the part of an engine's outcome that an audit record says. */
export interface RunReport {
  readonly run: string;
  readonly plan: Plan;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: string;
  readonly calls: readonly {
    readonly step: string;
    readonly service: string;
    readonly operation: string;
    readonly input: string;
    readonly requestId: string;
    readonly at: string;
  }[];
  readonly gates: readonly (GateMeasurement & Place)[];
  readonly probes: readonly (ProbeResult & Place)[];
  readonly left: readonly Left[];
  readonly error?: { readonly code: string; readonly message: string };
}
