import { queryService } from "../../protocols/query.ts";
import type { Service } from "../../service.ts";
import { accountOperations } from "./account.ts";
import { LEFT_OUT } from "./left-out.ts";
import { policyOperations } from "./managed-policies.ts";
import { oidcProviderOperations } from "./oidc-providers.ts";
import { policyVersionOperations } from "./policy-versions.ts";
import { rolePolicyOperations } from "./role-policies.ts";
import { roleTagOperations } from "./role-tags.ts";
import { roleOperations } from "./roles.ts";
import { simulationOperations } from "./simulate.ts";

/** IAM of the local AWS. */
export function iamService(): Service {
  return queryService({
    signingName: "iam",
    version: "2010-05-08",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    operations: {
      ...roleOperations,
      ...roleTagOperations,
      ...rolePolicyOperations,
      ...policyOperations,
      ...policyVersionOperations,
      ...oidcProviderOperations,
      ...accountOperations,
      ...simulationOperations,
    },
    leftOut: LEFT_OUT,
  });
}
