import type { JsonObject } from "../../core/json.ts";
import type { Probe } from "../../core/probe.ts";
import { allowed, awsAttempt, denied } from "./build.ts";
import type { Targets } from "./targets.ts";

/** What the partner's role must be able to do with its secret: the control of the secrets group. */
export function secretsOwn({ secrets, actors }: Targets): Probe[] {
  if (!actors.session || !secrets?.own) return [];
  return [
    allowed(
      { group: "own", actor: actors.session },
      "secrets.own.get",
      awsAttempt("secrets-manager", "GetSecretValue", { SecretId: secrets.own }),
      {
        title: "read the own secret",
        reason: "The partner connects with what is in it.",
        covers: "works.secret",
      },
    ),
  ];
}

/** A value that may wrongly be put gets a stage of its own, so the current value stays current. */
const VALUE = { SecretString: "vendor access test", VersionStages: ["vendor-access-test"] };

/** Others' secrets, and what is not to be done with the own one. No value that is read is kept. */
export function secrets({ secrets: names, actors }: Targets): Probe[] {
  const { session } = actors;
  if (!session || !names) return [];
  const control = names.own ? "secrets.own.get" : "s3.own.get";
  const probe = (id: string, operation: string, input: JsonObject, title: string, reason: string): Probe =>
    denied(
      { group: "secrets", actor: session },
      `secrets.${id}`,
      control,
      awsAttempt("secrets-manager", operation, input),
      { title, reason, covers: "secret.own-only" },
    );
  return [
    ...(names.other ? others(names.other, probe) : []),
    ...(names.lookalike
      ? [
          probe(
            "get.lookalike",
            "GetSecretValue",
            { SecretId: names.lookalike },
            "read a secret whose name begins like the own one's",
            "An ARN ends in six random characters: a wider pattern matches other names.",
          ),
        ]
      : []),
    probe(
      "list",
      "ListSecrets",
      { MaxResults: 1 },
      "list all secrets",
      "Their names are the other partners' names.",
    ),
    ...(names.own ? ownOnly(names.own, probe) : []),
  ];
}

type ProbeOf = (id: string, operation: string, input: JsonObject, title: string, reason: string) => Probe;

const NEEDLESS = "Not needed, so not granted.";

function others(other: string, probe: ProbeOf): readonly Probe[] {
  const secret = { SecretId: other };
  return [
    probe(
      "get.other",
      "GetSecretValue",
      secret,
      "read another partner's secret",
      "It is what that partner connects with.",
    ),
    probe("describe.other", "DescribeSecret", secret, "describe another partner's secret", NEEDLESS),
    probe("policy.other", "GetResourcePolicy", secret, "see who may read another partner's secret", NEEDLESS),
    probe(
      "put.other",
      "PutSecretValue",
      { ...secret, ...VALUE },
      "write another partner's secret",
      "Who writes it locks that partner out.",
    ),
  ];
}

function ownOnly(own: string, probe: ProbeOf): readonly Probe[] {
  const secret = { SecretId: own };
  return [
    probe(
      "put.own",
      "PutSecretValue",
      { ...secret, ...VALUE },
      "write the own secret",
      "What a partner connects with is the company's to set.",
    ),
    probe("describe.own", "DescribeSecret", secret, "describe the own secret", NEEDLESS),
    probe("policy.own", "GetResourcePolicy", secret, "see who may read the own secret", NEEDLESS),
  ];
}
