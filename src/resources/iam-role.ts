import type { Call } from "../core/call.ts";
import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { reasonsOf, toDocument } from "../policy/build.ts";
import { anybodyIn } from "../policy/prove/principals.ts";
import type { PolicyDocument } from "../policy/types.ts";
import { differs, documentState, statementsOf } from "./document.ts";
import { ROLE_EXAMPLE } from "./iam-role/example.ts";
import { ROLE_PERMISSIONS } from "./iam-role/permissions.ts";
import { providersFooting } from "./iam-role/providers.ts";
import { readRole } from "./iam-role/read.ts";
import {
  deleteRole,
  isFrozen,
  ROLE_PASSING,
  refuseForeignAttachments,
  removeRole,
} from "./iam-role/remove.ts";
import { restoreRole } from "./iam-role/restore.ts";
import { readRoom } from "./iam-role/room.ts";
import { type RoleProps, type RoleState, schema } from "./iam-role/schema.ts";
import { defineKind, type Live, type Scope } from "./kind.ts";
import { OWNER_TAG_KEYS } from "./ownership.ts";
import { hasTags, tagList } from "./tags.ts";

/** IAM's default for a session, in seconds. */
const DEFAULT_SESSION = 3600;

/** One role for one partner: who may assume it and the one inline policy that says what it may do. */
export const iamRole = defineKind<RoleProps, RoleState>({
  name: "iam-role",
  title: "IAM role",
  schema,
  example: ROLE_EXAMPLE,
  permissions: ROLE_PERMISSIONS,
  outputs: { arn: "The role's ARN.", name: "The role's name." },
  identify: (props, scope) => ({ type: "AWS::IAM::Role", name: props.name, arn: roleArn(props, scope) }),
  known: (props, scope) => ({ arn: roleArn(props, scope), name: props.name }),
  desired,
  read: readRole,
  room: readRoom,
  footing: (props, _scope, aws) => providersFooting(props.name, documentsOf(props).trust, aws),
  create: (props, scope) => ({
    calls: [createRole(props, scope), putPolicy(props)],
    outputs: { arn: roleArn(props, scope), name: props.name },
  }),
  update: (props, live, scope) => ({ calls: updates(props, live, scope), outputs: live.outputs }),
  namesake: (props, scope) => ({
    add: { calls: [createRole(props, scope)] },
    remove: { calls: [deleteRole(props.name)] },
  }),
  isFrozen: ({ state }) => isFrozen(state.trust),
  restore: restoreRole,
  passing: ROLE_PASSING,
  remove: removeRole,
  claim: (props, _live, scope) => ({
    take: { calls: [tagRole(props, scope)] },
    release: { calls: [untagRole(props)] },
  }),
  documents: (props) => {
    const { trust, policy } = documentsOf(props);
    return [
      { name: `trust of ${props.name}`, kind: "trust", document: trust },
      { name: `policy of ${props.name}`, kind: "identity", document: policy },
    ];
  },
  reach: (props, scope) => {
    const { trust, policy } = documentsOf(props);
    const identity = [{ name: `policy of ${props.name}`, document: policy }];
    const bounded = props.boundary === undefined ? {} : { boundaryArn: props.boundary };
    return { principals: [{ arn: roleArn(props, scope), identity, ...bounded }, ...anybodyIn(trust)] };
  },
  reasons: ({ trust, policy }) => reasonsOf(statementsOf([...trust, ...policy.statements])),
});

function roleArn({ path, name }: RoleProps, { partition, account }: Scope): string {
  return `arn:${partition}:iam::${account}:role${path ?? "/"}${name}`;
}

function documentsOf({ trust, policy }: RoleProps): { trust: PolicyDocument; policy: PolicyDocument } {
  return { trust: toDocument(statementsOf(trust)), policy: toDocument(statementsOf(policy.statements)) };
}

function desired(props: RoleProps): RoleState {
  const { trust, policy } = documentsOf(props);
  return {
    name: props.name,
    path: props.path ?? "/",
    description: props.description,
    maxSessionSeconds: props.maxSessionSeconds ?? DEFAULT_SESSION,
    trust: documentState(trust),
    policies: { [props.policy.name]: documentState(policy) },
    attachments: [],
    ...(props.boundary === undefined ? {} : { boundary: props.boundary }),
  };
}

function createRole(props: RoleProps, scope: Scope): Call {
  const { trust } = documentsOf(props);
  return {
    service: "iam",
    operation: "CreateRole",
    input: {
      RoleName: props.name,
      Path: props.path ?? "/",
      Description: props.description,
      MaxSessionDuration: props.maxSessionSeconds ?? DEFAULT_SESSION,
      AssumeRolePolicyDocument: { $json: trust },
      ...(props.boundary === undefined ? {} : { PermissionsBoundary: props.boundary }),
      Tags: tagList(scope.tags),
    },
    ...trustsPrincipals(trust),
  };
}

/** "Invalid principal in policy" passes once a principal made a moment ago is seen; a service is always there. */
function trustsPrincipals(trust: PolicyDocument): Pick<Call, "notYet"> {
  const named = trust.Statement.some(
    ({ Principal }) => typeof Principal === "object" && Principal.AWS !== undefined,
  );
  return named ? { notYet: ["MalformedPolicyDocument"] } : {};
}

function putPolicy(props: RoleProps): Call {
  return {
    service: "iam",
    operation: "PutRolePolicy",
    input: {
      RoleName: props.name,
      PolicyName: props.policy.name,
      PolicyDocument: { $json: documentsOf(props).policy },
    },
    notYet: ["NoSuchEntity"],
  };
}

function updates(props: RoleProps, live: Live<RoleState>, scope: Scope): readonly Call[] {
  refuseForeignAttachments(props.name, live.state.attachments);
  const role = { RoleName: props.name };
  const { trust } = documentsOf(props);
  const want = desired(props);
  if (live.state.path !== want.path) {
    throw vendorError("roleElsewhere", { role: props.name, found: live.state.path, wanted: want.path });
  }
  const calls: Call[] = [];
  const call = (operation: string, input: JsonObject, more: Partial<Call> = {}) =>
    calls.push({ service: "iam", operation, input: { ...role, ...input }, ...more });
  // What was added by hand goes first: at no moment may the role do more than before or after.
  for (const name of Object.keys(live.state.policies)) {
    if (name !== props.policy.name)
      call("DeleteRolePolicy", { PolicyName: name }, { settledBy: ["NoSuchEntity"] });
  }
  if (props.boundary !== undefined && live.state.boundary !== props.boundary) {
    call("PutRolePermissionsBoundary", { PermissionsBoundary: props.boundary });
  }
  if (differs(live.state.policies[props.policy.name], want.policies[props.policy.name]))
    calls.push(putPolicy(props));
  if (differs(live.state.trust, want.trust)) {
    call("UpdateAssumeRolePolicy", { PolicyDocument: { $json: trust } }, trustsPrincipals(trust));
  }
  if (
    live.state.description !== want.description ||
    live.state.maxSessionSeconds !== want.maxSessionSeconds
  ) {
    call("UpdateRole", { Description: want.description, MaxSessionDuration: want.maxSessionSeconds });
  }
  if (!hasTags(live.owner, scope.tags)) calls.push(tagRole(props, scope));
  return calls;
}

function tagRole({ name }: RoleProps, { tags }: Scope): Call {
  return { service: "iam", operation: "TagRole", input: { RoleName: name, Tags: tagList(tags) } };
}

function untagRole({ name }: RoleProps): Call {
  const input = { RoleName: name, TagKeys: OWNER_TAG_KEYS };
  return { service: "iam", operation: "UntagRole", input, settledBy: ["NoSuchEntity"] };
}
