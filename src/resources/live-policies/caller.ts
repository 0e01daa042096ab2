import type { Aws } from "../../aws/aws.ts";
import { readDocument } from "../../policy/document-text.ts";
import type { Context, NamedPolicy, Principal } from "../../policy/types.ts";
import { allPages, ifFound } from "../read.ts";

/** Who asks, with every policy of its own that can be read. */
export interface LiveCaller {
  readonly principal: Principal;
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  /** Keys that its requests carry: the role's tags. */
  readonly context: Context;
}

/**
 * A session of a role as it is now, or `undefined` where there is no such role.
 * @param role name of a role of the operator's account
 * @throws AwsFailure
 */
export async function readRoleCaller(
  aws: Aws,
  role: string,
  sessionName: string,
): Promise<LiveCaller | undefined> {
  const found = (await ifFound(aws.send("iam", "GetRole", { RoleName: role })))?.Role;
  if (found === undefined) return undefined;
  const { Arn: roleArn = "", RoleId: roleId = "", Tags = [] } = found;
  const boundaryArn = found.PermissionsBoundary?.PermissionsBoundaryArn;
  const [inline, attached, boundary] = await Promise.all([
    inlinePolicies(aws, role),
    attachedPolicies(aws, role),
    boundaryArn === undefined ? undefined : managedPolicy(aws, boundaryArn),
  ]);
  return {
    principal: { type: "session", account: roleArn.split(":")[4] ?? "", roleArn, roleId, sessionName },
    identity: [...inline, ...attached],
    ...(boundary === undefined ? {} : { boundary }),
    context: Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value ?? ""])),
  };
}

async function inlinePolicies(aws: Aws, role: string): Promise<readonly NamedPolicy[]> {
  const names = await allPages<string, string>(async (Marker) => {
    const { output } = await aws.send("iam", "ListRolePolicies", {
      RoleName: role,
      ...(Marker ? { Marker } : {}),
    });
    return { items: output.PolicyNames ?? [], next: output.Marker };
  });
  return Promise.all(
    names.map(async (PolicyName) => {
      const { output } = await aws.send("iam", "GetRolePolicy", { RoleName: role, PolicyName });
      return readDocument(`role/${role}/policy/${PolicyName}`, output.PolicyDocument ?? "");
    }),
  );
}

async function attachedPolicies(aws: Aws, role: string): Promise<readonly NamedPolicy[]> {
  const arns = await allPages<string, string>(async (Marker) => {
    const { output } = await aws.send("iam", "ListAttachedRolePolicies", {
      RoleName: role,
      ...(Marker ? { Marker } : {}),
    });
    return {
      items: (output.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn ?? ""),
      next: output.Marker,
    };
  });
  return Promise.all(arns.map((arn) => managedPolicy(aws, arn)));
}

/** The default version of a managed policy. */
async function managedPolicy(aws: Aws, PolicyArn: string): Promise<NamedPolicy> {
  const { output: policy } = await aws.send("iam", "GetPolicy", { PolicyArn });
  const VersionId = policy.Policy?.DefaultVersionId ?? "";
  const { output } = await aws.send("iam", "GetPolicyVersion", { PolicyArn, VersionId });
  return readDocument(PolicyArn, output.PolicyVersion?.Document ?? "");
}
