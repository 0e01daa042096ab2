import type { Call } from "../../core/call.ts";
import type { JsonObject } from "../../core/json.ts";
import { differs } from "../document.ts";
import type { Live, Restoration, Scope } from "../kind.ts";
import { changedTags, tagList } from "../tags.ts";
import type { RoleProps, RoleState } from "./schema.ts";

/**
 * The role with the documents that it had. What was added is deleted before anything is put back, so that at no moment
 * it may do more than before or after. A boundary is never taken off: that could widen what the role may do.
 */
export function restoreRole(
  { name }: RoleProps,
  before: Live<RoleState>,
  now: Live<RoleState> | undefined,
  _scope: Scope,
): Restoration {
  const policies = policiesOf(before);
  if (now === undefined) {
    const { arn = "" } = before.outputs;
    return {
      calls: [createRole(name, before), ...Object.entries(policies).map((entry) => putPolicy(name, entry))],
      outputs: { arn, name },
      notes: [
        "It was made again and has another unique id: a policy elsewhere that names the role must be saved again.",
      ],
    };
  }
  const { state } = now;
  const want = before.state;
  const call = (operation: string, input: JsonObject, more: Partial<Call> = {}): Call => ({
    service: "iam",
    operation,
    input: { RoleName: name, ...input },
    ...more,
  });
  const added = Object.keys(state.policies).filter((policy) => !(policy in want.policies));
  const changed = Object.entries(policies).filter(([policy]) =>
    differs(state.policies[policy], want.policies[policy]),
  );
  const { set, unset } = changedTags(now.owner, before.owner);
  return {
    calls: [
      ...added.map((PolicyName) => call("DeleteRolePolicy", { PolicyName }, { settledBy: ["NoSuchEntity"] })),
      ...(want.boundary !== undefined && state.boundary !== want.boundary
        ? [call("PutRolePermissionsBoundary", { PermissionsBoundary: want.boundary })]
        : []),
      ...changed.map((entry) => putPolicy(name, entry)),
      ...(differs(state.trust, want.trust)
        ? [call("UpdateAssumeRolePolicy", { PolicyDocument: asWritten(before.memo?.trust) })]
        : []),
      ...(state.description !== want.description || state.maxSessionSeconds !== want.maxSessionSeconds
        ? [call("UpdateRole", { Description: want.description, MaxSessionDuration: want.maxSessionSeconds })]
        : []),
      ...(set === undefined ? [] : [call("TagRole", { Tags: tagList(set) })]),
    ],
    outputs: before.outputs,
    beyond: [
      ...(want.boundary === undefined && state.boundary !== undefined
        ? [
            {
              why: "It had no permissions boundary, and vendor takes none off: that could widen what the role may do.",
              calls: [call("DeleteRolePermissionsBoundary", {})],
            },
          ]
        : []),
      ...(unset.length > 0
        ? [{ why: "It has tags that it did not have.", calls: [call("UntagRole", { TagKeys: unset })] }]
        : []),
    ],
  };
}

function createRole(RoleName: string, { state, owner, memo }: Live<RoleState>): Call {
  return {
    service: "iam",
    operation: "CreateRole",
    input: {
      RoleName,
      Path: state.path,
      Description: state.description,
      MaxSessionDuration: state.maxSessionSeconds,
      AssumeRolePolicyDocument: asWritten(memo?.trust),
      ...(state.boundary === undefined ? {} : { PermissionsBoundary: state.boundary }),
      Tags: tagList(owner),
    },
  };
}

function putPolicy(RoleName: string, [PolicyName, document]: readonly [string, JsonObject]): Call {
  return {
    service: "iam",
    operation: "PutRolePolicy",
    input: { RoleName, PolicyName, PolicyDocument: asWritten(document) },
    notYet: ["NoSuchEntity"],
  };
}

function policiesOf({ memo }: Live<RoleState>): Readonly<Record<string, JsonObject>> {
  return (memo?.policies ?? {}) as Readonly<Record<string, JsonObject>>;
}

function asWritten(document: JsonObject[string] | undefined): JsonObject {
  return { $json: { $literal: document ?? null } };
}
