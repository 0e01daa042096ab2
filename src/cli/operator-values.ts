import { principalOf } from "../plan/fitness/stand-in.ts";
import type { OperatorValues } from "../resources/operator-policy.ts";
import type { Config } from "../runbook/types.ts";

/** What the operator's least privilege is made for, by the configuration. @param caller ARN of the operator, as STS tells it */
export function operatorValuesOf(config: Config, caller: string): OperatorValues {
  const { account, region, bucket, kmsKey, transferServer, naming, audit, sandboxAccount } = config;
  const { permissionsBoundary } = config;
  return {
    partition: kmsKey.split(":")[1] ?? "aws",
    account,
    region,
    bucket,
    kmsKey,
    ...(transferServer === undefined ? {} : { transferServer }),
    operatorRole: principalOf(caller),
    ...(sandboxAccount === undefined ? {} : { sandboxRole: sandboxAccount.roleArn }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(audit.signWith === undefined ? {} : { signWith: audit.signWith }),
    rolePattern: patternOf(naming.role),
    secretPattern: patternOf(naming.secret),
  };
}

/** Every name that a template makes: `vendor/${partner}/${purpose}` → `vendor/*`. */
function patternOf(template: string): string {
  return template.replaceAll(/\$\{[^}]+\}.*$/g, "*");
}
