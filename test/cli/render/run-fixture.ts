import type { Event } from "../../../src/core/events.ts";
import type { ProbeResult } from "../../../src/core/probe.ts";

/** What a probe came to. */
export function probeResult(id: string, ok: boolean): ProbeResult {
  return {
    id,
    group: id.split(".")[0] ?? "",
    actor: "partner",
    title: `try ${id}`,
    expect: "denied",
    verdict: ok ? "denied" : "allowed",
    ok,
    ms: 3,
    code: "AccessDenied",
    ...(ok ? {} : { requestId: "REQ-1" }),
  };
}

/** The name of a resource that is wider than a narrow terminal. */
export const LONG_NAME = "S3 folder partner-files/acme-rehearsal/vendor-canary-of-acme-rehearsal/incoming/";

const probed = (id: string, ok: boolean): Event => ({
  type: "probe.finished",
  phase: "rehearsal",
  result: probeResult(id, ok),
});

/** A run as it is told: an event, and how many milliseconds after the one before it. */
export const RUN: readonly (readonly [ms: number, event: Event])[] = [
  [0, { type: "phase.started", phase: "rehearsal", title: "Rehearsal", subject: "acme-rehearsal" }],
  [0, { type: "stage.started", phase: "rehearsal", stage: "apply", title: "Provision", count: 2 }],
  [0, { type: "step.started", step: "a/apply/folder", title: LONG_NAME, action: "create" }],
  [0, { type: "step.started", step: "a/apply/role", title: "IAM role vendor-acme", action: "create" }],
  [400, { type: "step.waiting", step: "a/apply/folder", code: "NoSuchEntity", ms: 400 }],
  [900, { type: "step.finished", step: "a/apply/folder", ms: 1_300 }],
  [100, { type: "step.finished", step: "a/apply/role", ms: 1_400 }],
  [0, { type: "stage.finished", phase: "rehearsal", stage: "apply", ms: 1_400 }],
  [0, { type: "stage.started", phase: "rehearsal", stage: "settle", title: "Wait", count: 2 }],
  [
    0,
    {
      type: "gate.started",
      gate: "s3:list",
      title: "list the own prefix of the partner in the bucket that it shares",
      actor: "heldSession",
      consecutive: 5,
      overMs: 2_000,
      usualMs: 12_000,
    },
  ],
  [0, { type: "gate.started", gate: "s3:get", title: "get a file", consecutive: 5, overMs: 2_000 }],
  [2_100, { type: "gate.progress", gate: "s3:list", hits: 0, ms: 2_100, code: "AccessDenied" }],
  [3_900, { type: "gate.progress", gate: "s3:get", hits: 3, ms: 6_000 }],
  [12_000, { type: "gate.progress", gate: "s3:list", hits: 1, ms: 18_000, code: "AccessDenied" }],
  [
    1_000,
    {
      type: "gate.finished",
      gate: "s3:get",
      measurement: { id: "s3:get", attempts: 9, flaps: 1, ms: 19_000, passed: true },
    },
  ],
  [
    1_000,
    {
      type: "gate.finished",
      gate: "s3:list",
      measurement: { id: "s3:list", attempts: 9, flaps: 1, ms: 20_000, passed: true },
    },
  ],
  [0, { type: "stage.finished", phase: "rehearsal", stage: "settle", ms: 20_000 }],
  [
    0,
    {
      type: "stage.started",
      phase: "rehearsal",
      stage: "test",
      title: "Access test",
      count: 5,
      groups: { list: 2, sftp: 3 },
    },
  ],
  [10, probed("list.none", true)],
  [10, probed("list.other", false)],
  ...["sftp.cd", "sftp.get"].map((id): readonly [number, Event] => [
    10,
    {
      type: "probe.finished",
      phase: "rehearsal",
      result: { ...probeResult(id, false), verdict: "vacuous" },
    },
  ]),
  [0, { type: "rollback.started", reason: "ACCESS_TEST_FAILED" }],
  [
    0,
    {
      type: "rollback.finished",
      left: [{ what: "S3 folder x/", why: "Refused.", commands: ["aws s3api delete-object"] }],
      resume: "vendor resume acme",
    },
  ],
  [0, { type: "warning", text: "evil \u001b[2J text" }],
];
