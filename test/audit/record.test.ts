import { expect, test } from "vitest";
import { recordOf } from "../../src/audit/record.ts";
import type { RunReport } from "../../src/audit/report.ts";
import type { Plan } from "../../src/core/plan.ts";

const TIMING = { consecutive: 5, overMs: 2_000, deadlineMs: 60_000 };

const PLAN: Plan = {
  format: "vendor-plan/1",
  command: "offboard",
  partner: "acme",
  owner: "team@example.com",
  runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:00", from: "hosted-sftp" },
  tool: "vendor-cli/1.2.3",
  account: "123456789012",
  partition: "aws",
  region: "eu-central-1",
  inputs: {},
  options: {},
  phases: [
    {
      name: "offboard",
      title: "Offboard acme",
      subject: "acme",
      tags: {},
      actors: {},
      resources: {},
      stages: [
        {
          type: "steps",
          name: "freeze",
          title: "Freeze",
          steps: [
            {
              id: "offboard/freeze/role",
              resource: "role",
              kind: "iam-role",
              title: "IAM role vendor-acme",
              action: "remove",
              needs: [],
              differences: [{ path: "trust", live: { Statement: [] } }],
              calls: [
                {
                  service: "iam",
                  operation: "UpdateAssumeRolePolicy",
                  input: { PolicyDocument: { $json: { Version: "2012-10-17" } } },
                },
              ],
            },
          ],
        },
        {
          type: "steps",
          name: "remove",
          title: "Remove",
          steps: [
            {
              id: "offboard/remove/secret",
              resource: "secret",
              kind: "secretsmanager-secret",
              title: "Secret vendor/acme/connection",
              action: "remove",
              needs: [],
              calls: [
                {
                  service: "secrets-manager",
                  operation: "DeleteSecret",
                  input: { SecretId: "vendor/acme/connection", RecoveryWindowInDays: 30 },
                },
              ],
            },
          ],
        },
        { type: "absent", name: "gone", title: "Prove gone", resources: ["role"], timing: TIMING },
        {
          type: "gates",
          name: "dead",
          title: "Prove dead",
          gates: [
            {
              id: "sftp.login",
              title: "log in",
              timing: TIMING,
              probe: {
                id: "sftp.login",
                group: "death",
                actor: "fresh",
                attempt: { type: "sftp", action: { op: "login" } },
                expect: "denied",
                title: "log in",
                reason: "Frozen.",
              },
            },
          ],
        },
      ],
    },
  ],
  warnings: [],
  digest: "sha256:11",
};

const REPORT: RunReport = {
  run: "r1",
  plan: PLAN,
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:00:09.000Z",
  outcome: "done",
  calls: [
    {
      step: "offboard/remove/secret",
      service: "secrets-manager",
      operation: "DeleteSecret",
      input: "sha256:22",
      requestId: "q2",
      at: "2026-01-01T00:00:04.000Z",
    },
  ],
  gates: [
    {
      id: "sftp.login",
      phase: "offboard",
      stage: "dead",
      openedAt: "2026-01-01T00:00:03.000Z",
      expect: "denied",
      attempts: 7,
      firstMs: 900,
      lastMissMs: 500,
      lastMiss: "allowed",
      flaps: 0,
      ms: 2_100,
      passed: true,
    },
  ],
  probes: [],
  left: [],
  earlier: [],
};

const FACTS = { caller: "arn:aws:sts::123456789012:assumed-role/operator/me", tool: "vendor-cli/1.2.3" };

test("an offboarding that is done makes a certificate with its proof", () => {
  expect(recordOf(REPORT, FACTS)).toMatchObject({
    type: "certificate",
    caller: FACTS.caller,
    plan: "sha256:11",
    changes: [
      {
        step: "offboard/freeze/role",
        differences: [{ path: "trust" }],
        documents: [
          { call: "iam:UpdateAssumeRolePolicy", path: "PolicyDocument", document: { Version: "2012-10-17" } },
        ],
      },
      { step: "offboard/remove/secret", documents: [] },
    ],
    proof: {
      refused: [
        {
          id: "sftp.login",
          actor: "fresh",
          held: false,
          lastServed: "2026-01-01T00:00:03.500Z",
          firstRefused: "2026-01-01T00:00:03.900Z",
          lastRefused: "2026-01-01T00:00:05.100Z",
          attempts: 7,
          consecutive: 5,
        },
      ],
      absent: [{ resource: "role", title: "IAM role vendor-acme", test: false }],
      waiting: [{ title: "Secret vendor/acme/connection", days: 30, until: "2026-01-31T00:00:04.000Z" }],
    },
  });
});

test("a path that was watched all along is told as it was seen, and since when it was frozen", () => {
  const [phase] = PLAN.phases;
  const [measured] = REPORT.gates;
  const dead = phase?.stages.find(({ name }) => name === "dead");
  if (phase === undefined || measured === undefined || dead?.type !== "gates") throw new TypeError("no plan");
  const watch = { ...dead, type: "watch" as const, name: "held", until: "dead" };
  const plan = { ...PLAN, phases: [{ ...phase, stages: [watch, ...phase.stages] }] };
  const seen = {
    ...measured,
    stage: "held",
    openedAt: "2026-01-01T00:00:02.000Z",
    firstMs: 700,
    lastMissMs: 450,
  };
  const { lastMiss: _, lastMissMs: __, ...afterwards } = measured;
  const [call] = REPORT.calls;
  if (call === undefined) throw new TypeError("no call");
  const calls = [{ ...call, step: "offboard/freeze/role", at: "2026-01-01T00:00:02.200Z" }, ...REPORT.calls];
  expect(recordOf({ ...REPORT, plan, calls, gates: [seen, afterwards] }, FACTS)).toMatchObject({
    proof: {
      frozenAt: "2026-01-01T00:00:02.200Z",
      refused: [
        {
          id: "sftp.login",
          lastServed: "2026-01-01T00:00:02.450Z",
          firstRefused: "2026-01-01T00:00:02.700Z",
          lastRefused: "2026-01-01T00:00:05.100Z",
        },
      ],
    },
  });
});

test("one that is not done makes none", () => {
  const record = recordOf(
    { ...REPORT, outcome: "failed", error: { code: "GATE_DEADLINE", message: "too slow" } },
    FACTS,
  );
  expect(record).toMatchObject({ type: "offboard", outcome: "failed", error: { code: "GATE_DEADLINE" } });
  expect(record).not.toHaveProperty("proof");
});

test("a run that went on from others tells what they had done, and what still waits because of them", () => {
  const { calls, gates } = REPORT;
  const unanswered = [{ step: "offboard/freeze/role", operation: "UpdateAssumeRolePolicy" }];
  const earlier = [{ run: "r0", plan: PLAN, journal: "sha256:33", calls, unanswered, gates, probes: [] }];
  const resumed = { ...REPORT, plan: { ...PLAN, phases: [] }, calls: [], gates: [], earlier };
  expect(recordOf(resumed, FACTS)).toMatchObject({
    earlier: [
      {
        run: "r0",
        plan: "sha256:11",
        journal: "sha256:33",
        calls: [{ operation: "DeleteSecret", requestId: "q2" }],
        unanswered,
        gates: [{ id: "sftp.login", passed: true }],
        changes: [{ step: "offboard/freeze/role" }, { step: "offboard/remove/secret" }],
      },
    ],
    proof: { waiting: [{ title: "Secret vendor/acme/connection", days: 30 }] },
  });
});
