import { z } from "zod";
import type { Aws, OutputOf } from "../aws/aws.ts";
import type { Call } from "../core/call.ts";
import type { JsonObject } from "../core/json.ts";
import { accountOf } from "../policy/prove/principals.ts";
import type { Grant } from "../policy/types.ts";
import { differs } from "./document.ts";
import {
  defineKind,
  type Live,
  type Permission,
  type ReachPart,
  type Restoration,
  type Room,
  type Scope,
} from "./kind.ts";
import { allPages } from "./read.ts";
import { text } from "./schema.ts";

const context = z.record(z.string(), text);

const schema = z.strictObject({
  name: z
    .string()
    .max(256)
    .regex(/^vendor:[a-zA-Z0-9:/_-]+$/, "A grant's name is vendor:PARTNER or vendor:PARTNER:PURPOSE.")
    .describe("vendor:PARTNER:PURPOSE. Grants have no tags: the name says whose it is."),
  key: text.describe("Key ARN."),
  grantee: text.describe("ARN of the principal that may use the key."),
  operations: z.array(text).min(1).describe("KMS operations, e.g. Decrypt."),
  encryptionContextEquals: context.exactOptional(),
  encryptionContextSubset: context.exactOptional(),
});

type GrantProps = z.output<typeof schema>;
type GrantState = {
  readonly key: string;
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly constraints: JsonObject;
  /** IDs of further grants of the same name: a retry without the name made them, or a hand did. */
  readonly duplicates: readonly string[];
};

const KEY = "${base.kmsKey}";

const permissions: readonly Permission[] = [
  { action: "kms:ListGrants", resource: KEY, verb: "read", reason: "See which partners may use the key." },
  {
    action: "kms:CreateGrant",
    resource: KEY,
    verb: "create",
    reason: "Let a partner use the key for its own files or secret; never for administration.",
    condition: {
      "ForAllValues:StringEquals": { "kms:GrantOperations": ["Decrypt", "GenerateDataKey", "DescribeKey"] },
    },
  },
  { action: "kms:RevokeGrant", resource: KEY, verb: "remove", reason: "Take the use of the key away again." },
];

/** What passes by itself. https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
const PASSING = ["DependencyTimeoutException", "KMSInternalException"];

/** KMS sees a role of ours that was made a moment ago only after a while. A role of another account is not ours to wait for. */
function notYet({ grantee }: GrantProps, { account }: Scope): readonly string[] {
  const elsewhere = /^arn:[^:]+:iam::(\d{12}):/.exec(grantee)?.[1] ?? account;
  return elsewhere === account ? ["InvalidArnException", ...PASSING] : PASSING;
}

/** A named, constrained permission to use a key. */
export const kmsGrant = defineKind<GrantProps, GrantState>({
  name: "kms-grant",
  title: "KMS grant",
  schema,
  example: {
    name: "vendor:example:files",
    key: "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    grantee: "arn:aws:iam::123456789012:role/vendor-example",
    operations: ["Decrypt", "GenerateDataKey"],
    encryptionContextSubset: { "aws:s3:arn": "arn:aws:s3:::partner-files" },
  },
  permissions,
  outputs: { grantId: "The grant's ID." },
  identify: ({ name }) => ({ type: "AWS::KMS::Grant", name }),
  known: () => ({}),
  desired,
  reach,
  read: readGrant,
  room: readRoom,
  create: (props, scope) => ({ calls: [createGrant(props, scope)] }),
  // A grant can't be changed: the new one comes first, so that nothing that works now stops working.
  update: (props, live, scope) => ({
    calls: matches(props, live)
      ? live.state.duplicates.map((id) => revokeGrant(props, id))
      : [createGrant(props, scope), ...idsOf(live).map((id) => revokeGrant(props, id))],
    ...(matches(props, live) ? { outputs: live.outputs } : {}),
  }),
  restore: restoreGrant,
  passing: ["duplicates"],
  remove: (props, live) => ({ remove: { calls: idsOf(live).map((id) => revokeGrant(props, id)) } }),
});

/** A grantee of another account has no policies that could be known here: it is whoever the grant says. */
function reach(props: GrantProps, { account }: Scope): ReachPart {
  const { name, key: keyArn, grantee, operations, encryptionContextEquals, encryptionContextSubset } = props;
  const grant: Grant = {
    grantId: name,
    name,
    grantee,
    keyArn,
    operations,
    ...(encryptionContextEquals && { encryptionContextEquals }),
    ...(encryptionContextSubset && { encryptionContextSubset }),
  };
  return { grants: [grant], ...(accountOf(grantee) === account ? {} : { principals: [{ arn: grantee }] }) };
}

function desired(props: GrantProps): GrantState {
  return {
    key: props.key,
    grantee: props.grantee,
    operations: [...props.operations].sort(),
    constraints: constraintsOf(props),
    duplicates: [],
  };
}

function constraintsOf({
  encryptionContextEquals,
  encryptionContextSubset,
}: Partial<GrantProps>): JsonObject {
  return {
    ...(encryptionContextEquals === undefined ? {} : { EncryptionContextEquals: encryptionContextEquals }),
    ...(encryptionContextSubset === undefined ? {} : { EncryptionContextSubset: encryptionContextSubset }),
  };
}

/** A grant as it was: the former one where it is still there, else one like it under another id. */
function restoreGrant(
  props: GrantProps,
  before: Live<GrantState>,
  now: Live<GrantState> | undefined,
  scope: Scope,
): Restoration {
  const former = propsOf(props, before);
  const found = now === undefined ? [] : idsOf(now);
  const kept = now !== undefined && matches(former, now) ? now.outputs.grantId : before.outputs.grantId;
  const there = kept !== undefined && found.includes(kept);
  return {
    calls: [
      ...(there ? [] : [createGrant(former, scope)]),
      ...found.filter((id) => id !== kept).map((id) => revokeGrant(former, id)),
    ],
    ...(there ? { outputs: { grantId: kept } } : {}),
    beyond: before.state.duplicates.map((id) => ({
      why: `Another grant of the same name, ${id}, was revoked: it can only come back under another id.`,
      calls: [],
    })),
  };
}

/** What would make a grant as it was. */
function propsOf({ name }: GrantProps, { state }: Live<GrantState>): GrantProps {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = state.constraints;
  return {
    name,
    key: state.key,
    grantee: state.grantee,
    operations: [...state.operations],
    ...(equals === undefined ? {} : { encryptionContextEquals: equals as Record<string, string> }),
    ...(subset === undefined ? {} : { encryptionContextSubset: subset as Record<string, string> }),
  };
}

function createGrant(props: GrantProps, scope: Scope): Call {
  const constraints = constraintsOf(props);
  return {
    service: "kms",
    operation: "CreateGrant",
    input: {
      KeyId: props.key,
      GranteePrincipal: props.grantee,
      Operations: [...props.operations].sort(),
      // With a name KMS answers a retry with the grant that is there, without one it makes another.
      Name: props.name,
      ...(Object.keys(constraints).length === 0 ? {} : { Constraints: constraints }),
    },
    capture: { grantId: "GrantId" },
    notYet: notYet(props, scope),
  };
}

function revokeGrant({ key }: GrantProps, grantId: string): Call {
  return {
    service: "kms",
    operation: "RevokeGrant",
    input: { KeyId: key, GrantId: grantId },
    settledBy: ["NotFoundException", "InvalidGrantIdException"],
  };
}

function idsOf(live: Live<GrantState>): readonly string[] {
  const { grantId } = live.outputs;
  return [...(grantId === undefined ? [] : [grantId]), ...live.state.duplicates];
}

function matches(props: GrantProps, { state }: Live<GrantState>): boolean {
  return !differs({ ...state, duplicates: [] }, desired(props));
}

/**
 * ListGrants has no filter by name, and its filter by grantee misses a role that is gone: all pages are read.
 * Of several with the name, the one that is as wanted counts, since CreateGrant would answer with that one.
 */
async function readGrant(props: GrantProps, scope: Scope, aws: Aws): Promise<Live<GrantState> | undefined> {
  const grants = await readGrants(props, aws);
  const named = grants.filter(({ Name }) => Name === props.name);
  const wanted = named.find((grant) => !differs(stateOf(props, grant), desired(props))) ?? named[0];
  if (wanted === undefined) return undefined;
  const duplicates = named.filter((grant) => grant !== wanted).map(({ GrantId }) => GrantId ?? "");
  return {
    state: { ...stateOf(props, wanted), duplicates },
    outputs: { grantId: wanted.GrantId ?? "" },
    owner: props.name.split(/[:/]/)[1] === scope.partner ? scope.tags : {},
  };
}

function readGrants({ key }: GrantProps, aws: Aws): Promise<readonly Listed[]> {
  return allPages<Listed, string>(async (Marker) => {
    const input = { KeyId: key, Limit: 100, ...(Marker ? { Marker } : {}) };
    const { output } = await aws.send("kms", "ListGrants", input);
    return { items: output.Grants ?? [], next: output.Truncated ? output.NextMarker : undefined };
  });
}

/** Grants of one key: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const GRANTS_OF_A_KEY = 50_000;

async function readRoom(props: GrantProps, _scope: Scope, aws: Aws): Promise<Room> {
  const grants = await readGrants(props, aws);
  return {
    of: "grants of the KMS key",
    left: GRANTS_OF_A_KEY - grants.length,
    needs: 1,
    remedy: "Offboard whom you no longer need, or use another key.",
  };
}

type Listed = NonNullable<OutputOf<"kms", "ListGrants">["Grants"]>[number];

function stateOf(
  { key }: GrantProps,
  { GranteePrincipal, Operations, Constraints = {} }: Listed,
): GrantState {
  const { EncryptionContextEquals, EncryptionContextSubset } = Constraints;
  return {
    key,
    grantee: GranteePrincipal ?? "",
    operations: [...(Operations ?? [])].sort(),
    constraints: {
      ...(EncryptionContextEquals === undefined ? {} : { EncryptionContextEquals }),
      ...(EncryptionContextSubset === undefined ? {} : { EncryptionContextSubset }),
    },
    duplicates: [],
  };
}
