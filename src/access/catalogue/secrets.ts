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
      { title: "read the own secret", reason: "The partner connects with what is in it." },
    ),
  ];
}

/**
 * Others' secrets. A value that may wrongly be put gets a stage of its own, so the current value stays current;
 * no value that is read is kept.
 */
export function secrets({ secrets: names, actors }: Targets): Probe[] {
  if (!actors.session || !names) return [];
  const common = { group: "secrets", actor: actors.session };
  const control = names.own ? "secrets.own.get" : "s3.own.get";
  const other = { SecretId: names.other };
  return [
    denied(common, "secrets.get.other", control, awsAttempt("secrets-manager", "GetSecretValue", other), {
      title: "read another partner's secret",
      reason: "It is what that partner connects with.",
    }),
    denied(
      common,
      "secrets.describe.other",
      control,
      awsAttempt("secrets-manager", "DescribeSecret", other),
      {
        title: "describe another partner's secret",
        reason: "Not needed, so not granted.",
      },
    ),
    denied(
      common,
      "secrets.put.other",
      control,
      awsAttempt("secrets-manager", "PutSecretValue", {
        ...other,
        SecretString: "vendor access test",
        VersionStages: ["vendor-access-test"],
      }),
      { title: "write another partner's secret", reason: "Who writes it locks that partner out." },
    ),
    denied(common, "secrets.list", control, awsAttempt("secrets-manager", "ListSecrets", { MaxResults: 1 }), {
      title: "list all secrets",
      reason: "Their names are the other partners' names.",
    }),
  ];
}
