import { z } from "zod";
import type { Aws } from "../../aws/aws.ts";
import { AwsFailure } from "../../aws/failure.ts";
import type { Call } from "../../core/call.ts";
import { defineKind, type Live, type Scope } from "../kind.ts";
import { OWNER_TAGS } from "../ownership.ts";
import { allPages, ifFound } from "../read.ts";
import { text } from "../schema.ts";
import { changedTags, hasTags } from "../tags.ts";
import { allowing } from "./permission.ts";

const schema = z.strictObject({
  alias: text.regex(/^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/, "An alias is alias/NAME."),
  description: z.string().max(8192),
  use: z.enum(["encrypt", "sign"]).describe("What it is for."),
});

type KeyProps = z.output<typeof schema>;
type KeyState = {
  /** Empty where the key has not got its name yet. */
  readonly alias: string;
  readonly use: string;
  readonly enabled: boolean;
  readonly rotates: boolean;
  /** Ids of further keys that were made for the same: the answer to a call was lost, and it was sent again. */
  readonly duplicates: readonly string[];
};

type Tags = Readonly<Record<string, string>>;

/** Which of the base's keys it is: found by it where its alias is gone, or was not given yet. */
const NAME_TAG = "vendor:key";

/** Days until a key is gone for good: https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
const LONGEST_DAYS = 30;
const SHORTEST_DAYS = 7;

const permission = allowing("*");

/**
 * A key of the base with its alias. Its policy, which is left alone later, lets IAM policies of the account decide, grants
 * included. It is deleted after thirty days only, in which that can be undone.
 */
export const kmsKey = defineKind<KeyProps, KeyState>({
  name: "kms-key",
  title: "KMS key",
  schema,
  example: { alias: "alias/example-files", description: "Encrypts partners' files", use: "encrypt" },
  permissions: [
    permission("kms:DescribeKey", "read", "See whether the key exists and is enabled."),
    permission("kms:GetKeyRotationStatus", "read", "See whether it rotates."),
    permission("kms:ListKeys", "read", "Find a key that has not got its alias yet."),
    permission("kms:ListResourceTags", "read", "See whose it is."),
    permission("kms:CreateKey", "create", "Make it."),
    permission("kms:TagResource", "create", "Mark it as the base's."),
    permission("kms:EnableKeyRotation", "create", "Have it rotate."),
    permission("kms:CreateAlias", "create", "Give it its name."),
    permission("kms:EnableKey", "update", "Enable it again."),
    permission("kms:UntagResource", "update", "Bring its tags back in a roll-back."),
    permission("kms:ListGrants", "read", "See whether anybody has a grant for it."),
    permission("kms:DeleteAlias", "remove", "Take its name away."),
    permission("kms:ScheduleKeyDeletion", "remove", "Have it deleted after thirty days."),
  ],
  outputs: { keyId: "The key's id.", arn: "The key's ARN." },
  identify: ({ alias }) => ({ type: "AWS::KMS::Key", name: alias }),
  known: () => ({}),
  desired: ({ alias, use }) => ({ alias, use, enabled: true, rotates: use === "encrypt", duplicates: [] }),
  read: readKey,
  create: (props, scope) => ({
    calls: [
      createKey(props, scope),
      ...(props.use === "encrypt" ? [rotate("${self.keyId}")] : []),
      createAlias(props, "${self.keyId}"),
    ],
  }),
  update: (props, live, scope) => ({ calls: mend(props, live, scope), outputs: live.outputs }),
  restore: (_props, before, now) => {
    const KeyId = now?.outputs.keyId;
    if (now === undefined || KeyId === undefined || KeyId !== before.outputs.keyId) return undefined;
    const { set, unset } = changedTags(now.owner, before.owner);
    return {
      calls: [
        ...(unset.length === 0 ? [] : [kms("UntagResource", { KeyId, TagKeys: unset })]),
        ...(set === undefined ? [] : [kms("TagResource", { KeyId, Tags: keyTags(set) })]),
      ],
    };
  },
  inUse: async (_props, { outputs: { keyId = "" }, state }, _scope, aws) => {
    if (state.use === "sign") return undefined;
    const { output } = await aws.send("kms", "ListGrants", { KeyId: keyId, Limit: 1 });
    return (output.Grants ?? []).length > 0 ? "there are grants for it" : undefined;
  },
  remove: (_props, { outputs: { keyId = "" }, state }, _scope, { disposable }) => ({
    delete: {
      calls: [
        ...(state.alias === ""
          ? []
          : [{ ...kms("DeleteAlias", { AliasName: state.alias }), settledBy: ["NotFoundException"] }]),
        ...[keyId, ...state.duplicates].map((id) =>
          scheduleDeletion(id, disposable ? SHORTEST_DAYS : LONGEST_DAYS),
        ),
      ],
    },
  }),
});

function kms(operation: string, input: Call["input"]): Call {
  return { service: "kms", operation, input };
}

const scheduleDeletion = (KeyId: string, PendingWindowInDays: number): Call => ({
  ...kms("ScheduleKeyDeletion", { KeyId, PendingWindowInDays }),
  settledBy: ["KMSInvalidStateException", "NotFoundException"],
});

function createKey({ alias, description, use }: KeyProps, { partition, account, tags }: Scope): Call {
  const statement = {
    Sid: "EnableIamPolicies",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  const spec =
    use === "encrypt"
      ? { KeyUsage: "ENCRYPT_DECRYPT", KeySpec: "SYMMETRIC_DEFAULT" }
      : { KeyUsage: "SIGN_VERIFY", KeySpec: "ECC_NIST_P256" };
  return {
    ...kms("CreateKey", {
      ...spec,
      Description: description,
      Policy: { $json: { Version: "2012-10-17", Statement: [statement] } },
      Tags: keyTags({ ...tags, [NAME_TAG]: alias }),
    }),
    capture: { keyId: "KeyMetadata.KeyId", arn: "KeyMetadata.Arn" },
  };
}

/** A key that was made a moment ago may not be seen yet. */
const rotate = (KeyId: string): Call => ({
  ...kms("EnableKeyRotation", { KeyId }),
  notYet: ["NotFoundException"],
});

const createAlias = ({ alias }: KeyProps, TargetKeyId: string): Call => ({
  ...kms("CreateAlias", { AliasName: alias, TargetKeyId }),
  notYet: ["NotFoundException"],
});

function mend(props: KeyProps, { state, outputs, owner }: Live<KeyState>, scope: Scope): readonly Call[] {
  const { keyId: KeyId = "" } = outputs;
  return [
    ...(state.enabled ? [] : [kms("EnableKey", { KeyId })]),
    ...(state.rotates || props.use === "sign" ? [] : [rotate(KeyId)]),
    ...(state.alias === props.alias ? [] : [createAlias(props, KeyId)]),
    ...(hasTags(owner, scope.tags) ? [] : [kms("TagResource", { KeyId, Tags: keyTags(scope.tags) })]),
    ...state.duplicates.map((id) => scheduleDeletion(id, SHORTEST_DAYS)),
  ];
}

function keyTags(tags: Tags) {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

async function readKey(props: KeyProps, scope: Scope, aws: Aws): Promise<Live<KeyState> | undefined> {
  const [named, marked] = await Promise.all([
    describe(aws, props.alias),
    markedKeys(props.alias, scope, aws),
  ]);
  const key = named ?? marked[0];
  if (key === undefined) return undefined;
  const duplicates = marked.flatMap(({ id }) => (id === key.id ? [] : [id]));
  return live(aws, key, named === undefined ? "" : props.alias, duplicates);
}

/** A key that lives. */
interface Described {
  readonly id: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly signs: boolean;
}

/** A key that waits for its deletion is as good as gone. */
async function describe(aws: Aws, KeyId: string): Promise<Described | undefined> {
  const about = (await ifFound(aws.send("kms", "DescribeKey", { KeyId })))?.KeyMetadata;
  if (about === undefined || about.KeyState === "PendingDeletion") return undefined;
  return {
    id: about.KeyId ?? "",
    arn: about.Arn ?? "",
    enabled: about.KeyState === "Enabled",
    signs: about.KeyUsage === "SIGN_VERIFY",
  };
}

async function live(
  aws: Aws,
  key: Described,
  alias: string,
  duplicates: readonly string[],
): Promise<Live<KeyState>> {
  const [owner, rotation] = await Promise.all([
    tagsOfKey(aws, key.id),
    key.signs ? undefined : ifFound(aws.send("kms", "GetKeyRotationStatus", { KeyId: key.id })),
  ]);
  return {
    state: {
      alias,
      use: key.signs ? "sign" : "encrypt",
      enabled: key.enabled,
      rotates: rotation?.KeyRotationEnabled === true,
      duplicates,
    },
    outputs: { keyId: key.id, arn: key.arn },
    owner,
  };
}

/**
 * Keys of ours that were made for this alias: one that nobody has named yet, where a run was killed between making and
 * naming it; more than one where an answer was lost.
 */
async function markedKeys(alias: string, { partner }: Scope, aws: Aws): Promise<readonly Described[]> {
  const ids = await allPages<string, string>(async (Marker) => {
    const { output } = await aws.send("kms", "ListKeys", Marker ? { Marker } : {});
    return { items: (output.Keys ?? []).flatMap(({ KeyId }) => KeyId ?? []), next: output.NextMarker };
  });
  const keys = await Promise.all(
    ids.map(async (id) => {
      const tags = await tagsOfKey(aws, id);
      const ours = tags[OWNER_TAGS.partner] === partner && tags[NAME_TAG] === alias;
      return ours ? describe(aws, id) : undefined;
    }),
  );
  return keys.filter((key) => key !== undefined);
}

async function tagsOfKey(aws: Aws, KeyId: string): Promise<Tags> {
  const output = await unlessDenied(aws.send("kms", "ListResourceTags", { KeyId }));
  return Object.fromEntries(
    (output?.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey ?? "", TagValue ?? ""]),
  );
}

/** A key that nobody else may look at is none of ours. */
async function unlessDenied<T>(call: Promise<{ readonly output: T }>): Promise<T | undefined> {
  try {
    return await ifFound(call);
  } catch (error) {
    if (error instanceof AwsFailure && error.meaning === "denied") return undefined;
    throw error;
  }
}
