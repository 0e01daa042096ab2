import type { Targets } from "./targets.ts";

/** Targets with everything in them: for documentation, and to know every probe that there can be. */
export const EXAMPLE_TARGETS: Targets = {
  bucket: "partner-files",
  kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
  own: { prefix: "acme/", key: "acme/.vendor-canary", versionId: "own-version" },
  lookalike: { prefix: "acme-evil/", key: "acme-evil/.vendor-canary", versionId: "lookalike-version" },
  other: { prefix: "globex/", key: "globex/.vendor-canary", versionId: "other-version" },
  tags: { "vendor:partner": "acme" },
  plainHttp: "http://s3.eu-central-1.amazonaws.com",
  outsider: "arn:aws:iam::210987654321:role/vendor-sandbox-partner",
  rootKey: ".vendor-canary",
  role: {
    arn: "arn:aws:iam::123456789012:role/vendor-acme",
    name: "vendor-acme",
    externalId: "acme-7f3a",
    otherExternalId: "globex-91c0",
    wrongAccount: "210987654321",
    other: "arn:aws:iam::123456789012:role/vendor-globex",
  },
  pullRole: { arn: "arn:aws:iam::123456789012:role/vendor-acme.pull", name: "vendor-acme.pull" },
  secrets: {
    own: "vendor/acme/connection",
    other: "vendor/globex/connection",
    lookalike: "vendor/acme/connection-evil",
  },
  workload: {
    roleArn: "arn:aws:iam::123456789012:role/vendor-acme",
    caller: [{ service: "ecs-tasks.amazonaws.com" }],
    presents: {
      "aws:SourceAccount": "123456789012",
      "aws:SourceArn": "arn:aws:ecs:eu-central-1:123456789012:task/integrations/0123",
    },
    mayPresent: {},
    logGroup: "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/acme",
    session: { "lambda:SourceFunctionArn": "arn:aws:lambda:eu-central-1:123456789012:function:acme" },
    otherSecret: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor/globex/connection-AbCdEf",
  },
  actors: {
    documents: "documents",
    session: "partner",
    standIn: "standIn",
    crossAccount: "crossAccount",
    puller: "puller",
    sftp: "sftp",
    otherKey: "otherKey",
    otherUser: "otherUser",
    deletedKey: "deletedKey",
  },
};

/** Targets that differ in which probes they have: with everything, of a partner that only reads, of one that only writes. */
export const EXAMPLES: readonly Targets[] = [EXAMPLE_TARGETS, narrow("list", "read"), narrow("write")];

/** With the partner's own principal alone, and not all rights. */
function narrow(...may: NonNullable<Targets["own"]["may"]>): Targets {
  const { role: _role, ...targets } = EXAMPLE_TARGETS;
  return { ...targets, own: { ...targets.own, may }, keyGrant: ["Decrypt"] };
}
