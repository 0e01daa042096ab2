import type { Call } from "../../core/call.ts";
import { vendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Change } from "../../core/plan.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { differs, documentState } from "../document.ts";
import type { Live, RemovalStage } from "../kind.ts";
import type { RoleProps, RoleState } from "./schema.ts";

/** Name of the inline policy that takes all rights from sessions that are open. */
const REVOKED = "vendor-revoked";

/** What a removal writes on its way: the frozen trust and the policy that revokes. */
export const ROLE_PASSING = ["trust.VendorFrozen", `policies.${REVOKED}`];

const GONE = ["NoSuchEntity"];

/** A trust policy under which nobody may assume the role, neither people nor services. */
const FROZEN: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "VendorFrozen", Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
};

/** Deletes a role whose policies are gone, or will be seen to be in a moment. */
export function deleteRole(name: string): Call {
  return {
    service: "iam",
    operation: "DeleteRole",
    input: { RoleName: name },
    settledBy: GONE,
    notYet: ["DeleteConflict"],
  };
}

/** Whether a trust policy, as a state compares it, is the frozen one. */
export function isFrozen(trust: JsonObject): boolean {
  return !differs(trust, documentState(FROZEN));
}

/**
 * Denies everything to sessions issued before the freeze had spread. AWS's own way to revoke sessions:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
const REVOKE_SESSIONS = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "VendorRevoked",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { DateLessThan: { "aws:TokenIssueTime": "${run.revokedAt}" } },
    },
  ],
};

/**
 * Freezes the trust, then denies open sessions, then deletes: the policies that allow first and the one that
 * denies last, so that no moment gives rights back.
 */
export function removeRole(props: RoleProps, live: Live<RoleState>): Partial<Record<RemovalStage, Change>> {
  refuseForeignAttachments(props.name, live.state.attachments);
  // One that was put a moment ago may not be seen yet.
  const policies = new Set([props.policy.name, ...Object.keys(live.state.policies)]);
  const allowing = [...policies].filter((name) => name !== REVOKED);
  const call = (operation: string, input: Call["input"] = {}): Call => ({
    service: "iam",
    operation,
    input: { RoleName: props.name, ...input },
    settledBy: GONE,
  });
  return {
    freeze: { calls: [call("UpdateAssumeRolePolicy", { PolicyDocument: { $json: FROZEN } })] },
    revoke: {
      calls: [call("PutRolePolicy", { PolicyName: REVOKED, PolicyDocument: { $json: REVOKE_SESSIONS } })],
    },
    delete: {
      calls: [
        ...[...allowing, REVOKED].map((PolicyName) => call("DeleteRolePolicy", { PolicyName })),
        deleteRole(props.name),
      ],
    },
  };
}

/** Others' policies and instance profiles are not ours to detach, and would block or outlive what comes after. */
export function refuseForeignAttachments(role: string, attachments: readonly string[]): void {
  const [first] = attachments;
  if (first === undefined) return;
  throw vendorError("roleAttachedByOthers", { role, count: attachments.length, first }, { resource: role });
}
