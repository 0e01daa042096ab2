import type { Call } from "../../core/call.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Change } from "../../core/plan.ts";
import { differs } from "../document.ts";
import type { Claim, Live, Restoration, Scope } from "../kind.ts";
import { OWNER_TAG_KEYS } from "../ownership.ts";
import { bareKey } from "../ssh-key.ts";
import { hasTags, tagList } from "../tags.ts";
import { inOrder, KEY_ID, known, type UserProps, type UserState, userArn } from "./schema.ts";

const GONE = ["ResourceNotFoundException"];

/** The user with its first key, then its other keys. */
export function createUser(props: UserProps, scope: Scope): Change {
  const [first, ...others] = props.publicKeys.map(bareKey);
  const input = { ...settings(props), SshPublicKeyBody: first ?? "", Tags: tagList(scope.tags) };
  return {
    // A role made a moment ago may not be seen yet.
    calls: [
      call(props, "CreateUser", input, { notYet: ["InvalidRequestException"] }),
      ...others.map((key) => importKey(props, key)),
    ],
    outputs: known(props, scope),
    ...generatedIn(props),
  };
}

/** Keys of a user that are made in the run: whose they are is known, who has them is not. */
function generatedIn({ publicKeys }: UserProps): Pick<Change, "generates"> {
  const ids = publicKeys.flatMap((key) => /^\$\{generated\.(\w+)\.publicKey\}$/.exec(key)?.[1] ?? []);
  return ids.length === 0 ? {} : { generates: ids.map((id) => ({ id, type: "ssh-ed25519" as const })) };
}

/** Ends logins. Sessions that are open stay open: https://docs.aws.amazon.com/transfer/latest/userguide/API_DeleteUser.html */
export function deleteUser(props: UserProps): Change {
  return { calls: [call(props, "DeleteUser", {}, { settledBy: GONE })] };
}

/** A further key for the length of a test. */
export function testKey(
  props: UserProps,
  generated: string,
): { readonly add: Change; readonly remove: Change } {
  const key = `\${generated.${generated}.publicKey}`;
  return {
    add: { calls: [{ ...importKey(props, key), capture: { testKeyId: "SshPublicKeyId" } }] },
    remove: { calls: [deleteKey(props, "${self.testKeyId}")] },
  };
}

/** Takes away the keys that nobody asked for: a test that was cut off left its own. */
export function sweepKeys(props: UserProps, { state, outputs }: Live<UserState>): Change | undefined {
  const wanted = props.publicKeys.map(bareKey);
  const left = state.publicKeys.filter((key) => !wanted.includes(key));
  if (left.length === 0) return undefined;
  return { calls: left.map((key) => deleteKey(props, outputs[KEY_ID + key] ?? "")) };
}

/** What a call that creates would have answered: for a key, the ID by which it is taken away again. */
export function answeredBy(
  { operation, input }: Call,
  { outputs }: Live<UserState>,
): Readonly<Record<string, string>> | undefined {
  if (operation !== "ImportSshPublicKey") return outputs;
  const id = outputs[KEY_ID + bareKey(String(input.SshPublicKeyBody))];
  return id === undefined ? undefined : { testKeyId: id };
}

function settings({ role, mappings }: UserProps): JsonObject {
  return {
    Role: role,
    HomeDirectoryType: "LOGICAL",
    HomeDirectoryMappings: inOrder(mappings).map(({ entry, target }) => ({ Entry: entry, Target: target })),
  };
}

function call(
  { server, name }: UserProps,
  operation: string,
  input: JsonObject = {},
  more: Partial<Call> = {},
): Call {
  return { service: "transfer", operation, input: { ServerId: server, UserName: name, ...input }, ...more };
}

function importKey(props: UserProps, key: string): Call {
  return call(props, "ImportSshPublicKey", { SshPublicKeyBody: key }, { notYet: GONE });
}

function deleteKey(props: UserProps, id: string): Call {
  return call(props, "DeleteSshPublicKey", { SshPublicKeyId: id }, { settledBy: GONE });
}

/** New keys come before old ones go, so that a partner who changes keys is never locked out. */
export function updateUser(props: UserProps, live: Live<UserState>, scope: Scope): Change {
  const wanted = props.publicKeys.map(bareKey);
  const { publicKeys, role, homeDirectoryType, mappings } = live.state;
  const current = { Role: role, HomeDirectoryType: homeDirectoryType, mappings };
  const desired = { Role: props.role, HomeDirectoryType: "LOGICAL", mappings: inOrder(props.mappings) };
  const stale = publicKeys.filter((key) => !wanted.includes(key));
  const calls = [
    ...(differs(current, desired) ? [call(props, "UpdateUser", settings(props))] : []),
    ...wanted.filter((key) => !publicKeys.includes(key)).map((key) => importKey(props, key)),
    ...stale.map((key) => deleteKey(props, live.outputs[KEY_ID + key] ?? "")),
    ...(hasTags(live.owner, scope.tags) ? [] : [tagUser(props, scope)]),
  ];
  return { calls, ...generatedIn(props) };
}

/** Marks a user that is nobody's, and takes that back. */
export function claimUser(props: UserProps, scope: Scope): Claim {
  const input = { Arn: userArn(props, scope), TagKeys: OWNER_TAG_KEYS };
  return {
    take: { calls: [tagUser(props, scope)] },
    release: { calls: [{ service: "transfer", operation: "UntagResource", input, settledBy: GONE }] },
  };
}

/** The user with the role, the folders and the keys that it had. Keys that are the test's own are not among them. */
export function restoreUser(
  props: UserProps,
  before: Live<UserState>,
  now: Live<UserState> | undefined,
  scope: Scope,
): Restoration {
  const { role, homeDirectoryType, mappings, publicKeys } = before.state;
  const former = { ...props, role, mappings: [...mappings], publicKeys: [...publicKeys] };
  const owned = { ...scope, tags: before.owner };
  const change = now === undefined ? createUser(former, owned) : updateUser(former, now, owned);
  if (homeDirectoryType === "LOGICAL") return { ...change, outputs: before.outputs };
  const why = "It had one home folder in place of logical ones; which one is not known.";
  return { ...change, outputs: before.outputs, beyond: [{ why, calls: [] }] };
}

function tagUser(props: UserProps, scope: Scope): Call {
  return {
    service: "transfer",
    operation: "TagResource",
    input: { Arn: userArn(props, scope), Tags: tagList(scope.tags) },
  };
}
