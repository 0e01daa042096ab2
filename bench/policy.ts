import { evaluate } from "../src/policy/evaluate.ts";
import type { AccessRequest, NamedPolicy, PolicySet } from "../src/policy/types.ts";

const ENTERPRISE = "123456789012";
const PARTNER = "210987654321";
const BUCKET = "arn:aws:s3:::partner-files";
const ROLE = `arn:aws:iam::${PARTNER}:role/acme-reader`;
const WARM_UP = 20_000;
const EVALUATIONS = 100_000;

/** What a partner's role in its own account may do. */
const identity: NamedPolicy = {
  name: "role/acme-reader/policy/access",
  document: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${BUCKET}/acme/*` },
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: BUCKET,
        Condition: { StringLike: { "s3:prefix": ["acme/*"] } },
      },
    ],
  },
};

/** A bucket shared by 20 partners: two statements each, and the one that denies plain http. */
const resource: NamedPolicy = {
  name: "bucket/partner-files",
  document: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...Array.from({ length: 19 }, (_, index) => `partner-${index}`).flatMap((name) =>
        sharing(name, `arn:aws:iam::${PARTNER}:role/${name}`),
      ),
      ...sharing("acme", ROLE),
    ],
  },
};

function sharing(name: string, role: string): NamedPolicy["document"]["Statement"] {
  return [
    {
      Effect: "Allow",
      Principal: { AWS: role },
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: `${BUCKET}/${name}/*`,
    },
    {
      Effect: "Allow",
      Principal: { AWS: role },
      Action: "s3:ListBucket",
      Resource: BUCKET,
      Condition: { StringLike: { "s3:prefix": [`${name}/*`] } },
    },
  ];
}

/** Microseconds that the evaluator takes for one question across accounts. */
export function policyEvaluation(): string {
  const policies: PolicySet = { identity: [identity], resource, resourcePolicy: "optional" };
  const request: AccessRequest = {
    principal: {
      type: "session",
      account: PARTNER,
      roleArn: ROLE,
      roleId: "AROAEXAMPLE",
      sessionName: "bench",
    },
    action: "s3:GetObject",
    resource: `${BUCKET}/acme/in/order.csv`,
    resourceAccount: ENTERPRISE,
    context: { "aws:SecureTransport": "true" },
  };
  const decision = evaluate(request, policies);
  if (!decision.allowed) throw new Error(`The partner is refused: ${decision.why}`);
  const coldAt = performance.now();
  evaluate({ ...request, action: "s3:PutObject" }, policies);
  const cold = (performance.now() - coldAt) * 1000;
  for (let count = 0; count < WARM_UP; count += 1) evaluate(request, policies);
  const before = process.cpuUsage();
  for (let count = 0; count < EVALUATIONS; count += 1) evaluate(request, policies);
  const warm = process.cpuUsage(before).user / EVALUATIONS;
  return [
    "Policy evaluation: s3:GetObject across accounts, a bucket policy of 41 statements",
    `  ${warm.toFixed(1)} µs of user CPU time an evaluation, ${cold.toFixed(0)} µs the second one of a process`,
  ].join("\n");
}
