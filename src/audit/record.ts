import type { Call } from "../core/call.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import type { MetServer } from "../core/meeting.ts";
import type { Plan, Step } from "../core/plan.ts";
import type { LockHolder } from "../core/ports.ts";
import { proofOf } from "./proof.ts";
import type { EarlierReport, RunReport } from "./report.ts";

/** What the run itself does not know. */
export interface RecordFacts {
  /** ARN from GetCallerIdentity. */
  readonly caller: string;
  /** `vendor-cli` and its version. */
  readonly tool: string;
  /** Whose lock the caller broke so that the run could begin. */
  readonly broke?: LockHolder;
  /** The partner's own servers, as they were met from where the caller was; absent where none were. */
  readonly servers?: readonly MetServer[];
}

/**
 * The body of a run's audit record: who, when, with what, every mutating call, every document before and
 * after, measurements, verdicts, outcome. Of an offboarding that is done it is the certificate, with its proof.
 * Plans hold placeholders where secrets will be, so no secret gets here.
 */
export function recordOf(report: RunReport, facts: RecordFacts): JsonObject {
  const { plan } = report;
  const certificate = plan.command === "offboard" && report.outcome === "done";
  return json({
    format: "vendor-audit/1",
    type: certificate ? "certificate" : plan.command,
    run: report.run,
    partner: plan.partner,
    owner: plan.owner,
    caller: facts.caller,
    tool: facts.tool,
    broke: facts.broke,
    runbook: plan.runbook,
    account: plan.account,
    region: plan.region,
    plan: plan.digest,
    inputs: plan.inputs,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    outcome: report.outcome,
    options: plan.options,
    error: report.error && { code: report.error.code, message: report.error.message },
    earlier: report.earlier.length === 0 ? undefined : report.earlier.map(earlierOf),
    calls: report.calls,
    found: plan.found,
    changes: changesOf(plan),
    gates: report.gates,
    probes: report.probes,
    servers: facts.servers,
    left: report.left,
    proof: certificate ? proofOf(report) : undefined,
  });
}

/** A run that this one went on from: all that it did, by its journal, so that no call is in no record. */
function earlierOf({ plan, ...done }: EarlierReport): unknown {
  return { ...done, plan: plan.digest, runbook: plan.runbook, changes: changesOf(plan) };
}

/** What each step changes, by phase: documents before and after. */
function changesOf(plan: Plan): unknown[] {
  return plan.phases.flatMap((phase) =>
    phase.stages.flatMap((stage) =>
      stage.type === "steps"
        ? stage.steps.filter((step) => step.action !== "none").map((step) => changeOf(phase.name, step))
        : [],
    ),
  );
}

function changeOf(phase: string, step: Step): unknown {
  return {
    phase,
    step: step.id,
    title: step.title,
    action: step.action,
    differences: step.differences,
    reasons: step.reasons,
    documents: step.calls.flatMap((call) => documentsOf(call)),
  };
}

/** The JSON documents in a call's input, by their path. */
function documentsOf(call: Call): unknown[] {
  const find = (value: Json, path: string): unknown[] => {
    if (!isJsonObject(value)) return [];
    if (value.$json !== undefined)
      return [{ call: `${call.service}:${call.operation}`, path, document: value.$json }];
    return Object.entries(value).flatMap(([key, member]) =>
      find(member, path === "" ? key : `${path}.${key}`),
    );
  };
  return find(call.input, "");
}

/** The same as plain JSON; members that are undefined fall away. */
function json(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
