import type { Gate, Plan, Step } from "../../../src/core/plan.ts";
import type { Probe } from "../../../src/core/probe.ts";

/** A name that is wider than a narrow terminal, and must be copied whole. */
export const LONG_ARN =
  "arn:aws:transfer:eu-central-1:123456789012:user/s-0123456789abcdef0/acme-logistics-international";

const ROLE: Step = {
  id: "live/apply/role",
  resource: "role",
  kind: "iam-role",
  title: "IAM role vendor-acme",
  action: "create",
  needs: [],
  reasons: {
    VendorAcmeList:
      "The partner lists its own folder. Lists are bounded by condition, since a list names the bucket.",
  },
  calls: [
    {
      service: "iam",
      operation: "CreateRole",
      input: {
        RoleName: "vendor-acme",
        AssumeRolePolicyDocument: {
          $json: {
            Version: "2012-10-17",
            Statement: [{ Sid: "VendorAcmeList", Condition: { ArnEquals: { "aws:SourceArn": LONG_ARN } } }],
          },
        },
      },
    },
  ],
};

const step = (id: string, action: Step["action"], title: string): Step => ({
  id: `live/${id}`,
  resource: id,
  kind: "s3-prefix",
  title,
  action,
  needs: [],
  calls: [{ service: "s3", operation: "PutObjectTagging", input: { Key: `${id}/` } }],
});

const PROBE: Probe = {
  id: "s3.list.sibling",
  group: "s3-list",
  actor: "heldSession",
  attempt: { type: "assume", roleArn: LONG_ARN },
  expect: "denied",
  title: "list the prefix of a sibling whose name begins with the partner's own name",
  reason: "A partner whose name is the beginning of another's must not see that other partner's folder.",
};

const GATE: Gate = {
  id: "s3:list",
  title: "list the own prefix",
  probe: { ...PROBE, id: "s3.list.own", group: "own", expect: "allowed" },
  timing: { consecutive: 5, overMs: 10_000, deadlineMs: 600_000 },
};

/** A plan with every action, long names, documents, gates, probes and warnings. */
export const PLAN: Plan = {
  format: "vendor-plan/1",
  command: "onboard",
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
      name: "live",
      title: "Go live",
      subject: "acme",
      tags: {},
      actors: {
        partner: {
          type: "sftp",
          host: "127.0.0.1",
          port: 2222,
          user: "acme",
          key: "k",
          hostKeys: ["SHA256:abc"],
          held: false,
        },
      },
      resources: {},
      stages: [
        {
          type: "steps",
          name: "apply",
          title: "Provision",
          steps: [
            ROLE,
            {
              ...step(
                "folder",
                "update",
                "S3 folder partner-files-of-a-company-with-a-long-name/acme/incoming/orders-and-invoices/",
              ),
              differences: [{ path: "tags.vendor:owner", live: LONG_ARN, desired: { was: [LONG_ARN, "b"] } }],
            },
            step("secret", "adopt", "Secret vendor/acme/connection"),
            step("user", "remove", "SFTP user acme-former"),
          ],
        },
        { type: "gates", name: "settle", title: "Wait until every path answers consistently", gates: [GATE] },
        {
          type: "probes",
          name: "test",
          title: "Access test",
          probes: [PROBE, { ...PROBE, id: "s3.list.own", expect: "allowed", title: "list the own prefix" }],
        },
        {
          type: "absent",
          name: "absent",
          title: "Prove that nothing is left",
          resources: ["IAM role vendor-acme-rehearsal", "S3 folder x/"],
          timing: GATE.timing,
        },
      ],
    },
  ],
  warnings: [
    "Mind the gap: a statement of the bucket policy names a principal that is gone, arn:aws:iam::123456789012:role/x.",
  ],
  isolation: {
    reach: { object: ["partner-files/acme/*"] },
    lookAlikes: ["acme-evil"],
    unproven: ["a condition that nobody knows"],
  },
  digest: `sha256:${"1".repeat(64)}`,
};
