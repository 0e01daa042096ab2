import type { Aws } from "../../aws/aws.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { documentState, parseDocument } from "../document.ts";
import type { Live, Scope } from "../kind.ts";
import { allPages, ifFound } from "../read.ts";
import { tagsOf } from "../tags.ts";
import type { RoleProps, RoleState } from "./schema.ts";

/** The role with everything that is on it, also what somebody else put there. */
export async function readRole(
  props: RoleProps,
  _scope: Scope,
  aws: Aws,
): Promise<Live<RoleState> | undefined> {
  const found = await ifFound(aws.send("iam", "GetRole", { RoleName: props.name }));
  const role = found?.Role;
  if (role === undefined) return undefined;
  const [policies, attachments] = await Promise.all([
    inlinePolicies(props.name, aws),
    attachmentsOf(props.name, aws),
  ]);
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  const trust = parseDocument(role.AssumeRolePolicyDocument ?? "");
  return {
    state: {
      name: props.name,
      path: role.Path ?? "/",
      description: role.Description ?? "",
      maxSessionSeconds: role.MaxSessionDuration ?? 0,
      trust: documentState(trust),
      policies: Object.fromEntries(policies.map(([name, document]) => [name, documentState(document)])),
      attachments,
      ...(props.boundary === undefined || boundary === undefined ? {} : { boundary }),
    },
    outputs: { arn: role.Arn ?? "", name: props.name },
    owner: tagsOf(role.Tags),
    memo: { trust, policies: Object.fromEntries(policies) },
  };
}

type Named = readonly [name: string, document: PolicyDocument];

async function inlinePolicies(RoleName: string, aws: Aws): Promise<readonly Named[]> {
  const names = await allPages<string, string>(async (Marker) => {
    const page = await ifFound(
      aws.send("iam", "ListRolePolicies", { RoleName, ...(Marker ? { Marker } : {}) }),
    );
    return { items: page?.PolicyNames ?? [], next: page?.Marker };
  });
  const documents = await Promise.all(
    names.map(async (PolicyName): Promise<readonly Named[]> => {
      const policy = await ifFound(aws.send("iam", "GetRolePolicy", { RoleName, PolicyName }));
      const document = policy?.PolicyDocument;
      return document === undefined ? [] : [[PolicyName, parseDocument(document)]];
    }),
  );
  return documents.flat();
}

async function attachmentsOf(RoleName: string, aws: Aws): Promise<readonly string[]> {
  const [policies, profiles] = await Promise.all([
    allPages<string, string>(async (Marker) => {
      const page = await ifFound(
        aws.send("iam", "ListAttachedRolePolicies", { RoleName, ...(Marker ? { Marker } : {}) }),
      );
      return {
        items: (page?.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn ?? ""),
        next: page?.Marker,
      };
    }),
    allPages<string, string>(async (Marker) => {
      const page = await ifFound(
        aws.send("iam", "ListInstanceProfilesForRole", { RoleName, ...(Marker ? { Marker } : {}) }),
      );
      return { items: (page?.InstanceProfiles ?? []).map(({ Arn }) => Arn ?? ""), next: page?.Marker };
    }),
  ]);
  return [...policies, ...profiles].sort();
}
