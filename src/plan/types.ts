import type { Aws } from "../aws/aws.ts";
import type { JsonObject } from "../core/json.ts";
import type { ActorSpec, Probe } from "../core/probe.ts";
import type { GateTiming } from "../core/plan.ts";

/** One resource of a blueprint: a kind and its properties, templates resolved as far as they are known. */
export interface BlueprintResource {
  readonly id: string;
  readonly kind: string;
  /** May hold `${resources.ID.OUTPUT}`. */
  readonly props: JsonObject;
  /** IDs that must exist before it: those named in `props` and those the runbook says. */
  readonly needs: readonly string[];
  /** Canaries stand for somebody else's things: made for the test, removed after it. */
  readonly canary: boolean;
}

/** A runbook with the inputs of one subject filled in: what shall exist, how it is waited for, how it is tested. */
export interface Blueprint {
  readonly subject: string;
  readonly rehearsal: boolean;
  readonly resources: readonly BlueprintResource[];
  readonly actors: Readonly<Record<string, ActorSpec>>;
  /** Probes of the access test; the controls among them are the gates' probes too. */
  readonly probes: readonly Probe[];
  /** Probe IDs that are waited for before the test (all expect `allowed`). */
  readonly gates: readonly string[];
  /** Probe IDs repeated after the freeze, then expecting `denied`. */
  readonly death: readonly string[];
}

/** What planning reads from: the operator's AWS, and nothing that changes anything. */
export interface PlanContext {
  readonly aws: Aws;
  readonly tool: string;
  readonly account: string;
  readonly region: string;
  readonly timing: GateTiming;
}
