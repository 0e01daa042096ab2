import type { Aws } from "../../aws/aws.ts";
import type { Room, Scope } from "../kind.ts";
import type { RoleProps } from "./schema.ts";

/** IAM's default. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLES_OF_AN_ACCOUNT = 1_000;

/** How many roles the account still takes. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export async function readRoom(_props: RoleProps, { account }: Scope, aws: Aws): Promise<Room> {
  const { output } = await aws.send("iam", "GetAccountSummary", {});
  const { Roles = 0, RolesQuota = ROLES_OF_AN_ACCOUNT } = output.SummaryMap ?? {};
  return {
    of: `roles of account ${account}`,
    left: RolesQuota - Roles,
    needs: 1,
    remedy: "Ask for more in Service Quotas, or remove roles that nobody uses.",
  };
}
