import { EMPTY, link } from "../../../src/audit/chain.ts";
import type { ReportFacts } from "../../../src/cli/report/facts.ts";
import { pairsOf } from "../../../src/cli/report/pairs.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Phase, Plan, Stage } from "../../../src/core/plan.ts";
import type { Probe } from "../../../src/core/probe.ts";
import type { Proof } from "../../../src/policy/prove/types.ts";
import type { PartnerState } from "../../../src/store/partners.ts";
import type { KeptProof } from "../../../src/store/proofs.ts";

const ROLE = "arn:aws:iam::123456789012:role/vendor-acme";

const probe = (id: string, more: Partial<Probe>): Probe => ({
  id,
  group: "own",
  actor: "sftp",
  attempt: { type: "sftp", action: { op: "login" } },
  expect: "allowed",
  title: `try ${id}`,
  reason: `reason of ${id}`,
  ...more,
});

/** An attempt that must work, and one that must not. */
export const PROBES = [
  probe("login", {}),
  probe("parent", { group: "outside", expect: "denied", control: "login" }),
];

const GATE = {
  id: "login",
  title: "log in",
  probe: probe("login", {}),
  timing: { consecutive: 5, overMs: 2_000, deadlineMs: 60_000 },
};

const step = (id: string): Stage => ({
  type: "steps",
  name: id,
  title: `Stage ${id}`,
  steps: [],
});

const STAGES: readonly Stage[] = [
  step("apply"),
  { type: "gates", name: "settle", title: "Wait", gates: [GATE] },
  { type: "probes", name: "test", title: "Access test", probes: PROBES },
  step("unseed"),
];

const resource = (kind: string, props: JsonObject, needs: readonly string[] = []) => ({
  kind,
  props,
  needs,
  canary: false,
});

/** Resources of a hosted SFTP partner, with a bucket statement for a role of another account. */
export const RESOURCES: Phase["resources"] = {
  role: resource("iam-role", {
    name: "vendor-acme",
    description: "acme",
    trust: [
      {
        Sid: "Trust",
        reason: "Transfer alone assumes it.",
        Effect: "Allow",
        Principal: { Service: "transfer.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ],
    policy: {
      name: "access",
      statements: [
        {
          Sid: "Objects",
          reason: "Its own files.",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
          Resource: "arn:aws:s3:::partner-files/acme/*",
        },
      ],
    },
  }),
  prefix: resource("s3-prefix", { bucket: "partner-files", bucketOwner: "123456789012", prefix: "acme/" }),
  user: resource(
    "transfer-user",
    { server: "s-0123456789abcdef0", name: "acme", role: ROLE, mappings: [], publicKeys: [] },
    ["role", "prefix"],
  ),
  statements: resource("s3-bucket-statements", {
    bucket: "partner-files",
    bucketOwner: "123456789012",
    statements: [
      {
        Sid: "Pull",
        reason: "The partner's own role reads.",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::210987654321:role/reader" },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::partner-files/acme/*",
      },
    ],
  }),
  canary: {
    ...resource("s3-prefix", { bucket: "partner-files", bucketOwner: "123456789012", prefix: "x/" }),
    canary: true,
  },
};

/** An onboarding's plan of one phase. */
export function planOf(more: Partial<Plan> = {}, resources: Phase["resources"] = RESOURCES): Plan {
  return {
    format: "vendor-plan/1",
    command: "onboard",
    partner: "acme",
    owner: "team@example.com",
    runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:1", from: "hosted-sftp" },
    tool: "vendor-cli/0",
    partition: "aws",
    account: "123456789012",
    region: "eu-central-1",
    inputs: {},
    options: {},
    phases: [
      { name: "live", title: "Go live", subject: "acme", tags: {}, actors: {}, resources, stages: STAGES },
    ],
    warnings: [],
    digest: "sha256:2",
    ...more,
  };
}

/** An onboarding's record: a call after a second, a gate from then to the fourth, two probes, a call at the fifth. */
export function recordOf(more: JsonObject = {}) {
  return link(EMPTY, "2026-01-01T00:00:06.000Z", {
    type: "onboard",
    run: "run-1",
    partner: "acme",
    caller: "arn:aws:iam::123456789012:user/ann",
    tool: "vendor-cli/0",
    outcome: "done",
    startedAt: "2026-01-01T00:00:00.000Z",
    finishedAt: "2026-01-01T00:00:06.000Z",
    options: {},
    calls: [
      { step: "live/apply/role", at: "2026-01-01T00:00:01.000Z" },
      { step: "live/unseed/key", at: "2026-01-01T00:00:05.000Z" },
    ],
    gates: [
      {
        id: "login",
        phase: "live",
        stage: "settle",
        openedAt: "2026-01-01T00:00:01.000Z",
        expect: "allowed",
        firstMs: 1_000,
        ms: 3_000,
        attempts: 6,
        flaps: 1,
        passed: true,
      },
    ],
    probes: PROBES.map(({ id, group, actor, title, expect }) => ({
      id,
      group,
      actor,
      title,
      expect,
      verdict: expect,
      ok: true,
      ms: 1,
      phase: "live",
      stage: "test",
    })),
    ...more,
  });
}

/** A proof that found nothing. */
export const HELD: Proof = {
  subjects: 0,
  pairs: 0,
  lookAlikes: 0,
  intersected: 0,
  overlaps: [],
  more: 0,
  unproven: [],
  reach: new Map(),
};

/** A proof from the documents in force that found nothing, at noon of the first of January. */
export function keptOf(partners: readonly string[], more: Partial<KeptProof> = {}): KeptProof {
  return {
    format: "vendor-proof/1",
    at: "2026-01-01T12:00:00.000Z",
    by: "arn:aws:iam::123456789012:user/ann",
    tool: "vendor-cli/0",
    command: "policy prove",
    partners: [...partners],
    untold: [],
    unread: [],
    missing: [],
    overlaps: [],
    more: 0,
    unproven: [],
    ...more,
  };
}

/** A partner that lives and was tested. */
export function stateOf(partner: string, more: Partial<PartnerState> = {}): PartnerState {
  return {
    partner,
    state: "live",
    runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:1", from: "hosted-sftp" },
    owner: "team@example.com",
    inputs: {},
    options: {},
    since: "2026-01-01T00:00:06.000Z",
    ...more,
  };
}

/** A report's facts about some partners, of which none is told in full. */
export function factsOf(states: readonly PartnerState[], more: Partial<ReportFacts> = {}): ReportFacts {
  const names = states.map(({ partner }) => partner);
  return {
    madeAt: "2026-01-02T00:00:00.000Z",
    tool: "vendor-cli/0",
    account: "123456789012",
    region: "eu-central-1",
    store: "/home/ann/.vendor",
    log: {
      file: "/home/ann/.vendor/audit/log.jsonl",
      records: 1,
      head: { seq: 1, hash: "sha256:3" },
      findings: [],
      signedTo: 0,
      signers: [],
    },
    states,
    partners: [],
    pairs: pairsOf(names, {
      records: [],
      recorded: { proof: HELD, missing: [], untold: [] },
      kept: [],
    }),
    ...more,
  };
}
