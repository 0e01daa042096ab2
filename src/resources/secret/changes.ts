import type { Call } from "../../core/call.ts";
import { sha256Hex } from "../../core/canonical.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Change } from "../../core/plan.ts";
import { differs } from "../document.ts";
import type { Claim, Live, RemovalOptions, Scope } from "../kind.ts";
import { OWNER_TAG_KEYS } from "../ownership.ts";
import { fingerprintOf } from "../ssh-key.ts";
import { hasTags, tagList } from "../tags.ts";
import { stagesIn } from "./read.ts";
import {
  CONTENT_TAGS,
  contentTags,
  desired,
  policyOf,
  publicKeyOf,
  type SecretProps,
  type SecretState,
  stageOf,
} from "./schema.ts";

const SERVICE = "secrets-manager";

/** CreateSecret with its tags, so that it is never nobody's, then the policy that locks it, then what is kept beside its value. */
export function createSecret(props: SecretProps, scope: Scope): Change {
  return {
    calls: [
      {
        service: SERVICE,
        operation: "CreateSecret",
        input: {
          Name: props.name,
          Description: props.description,
          ...(props.kmsKey === undefined ? {} : { KmsKeyId: props.kmsKey }),
          ClientRequestToken: requestToken(props, scope),
          SecretString: { $json: props.value },
          Tags: tagList({ ...scope.tags, ...contentTags(props) }),
        },
        capture: { arn: "ARN" },
        // A forced deletion of the same name goes on for a moment after it was answered.
        notYet: ["InvalidRequestException"],
      },
      putPolicy(props),
      ...putKept(props),
    ],
    ...generation(props),
    outputs: { name: props.name, ...publicKeyAfter(props) },
  };
}

/**
 * The same for every attempt to create this secret from the same inputs, so that a repeated call makes no second one.
 * It becomes the version's ID: 32–64 characters.
 */
function requestToken(props: SecretProps, scope: Scope): string {
  return sha256Hex([scope.account, scope.region, props.name, desired(props).content].join("\n"));
}

/** Brings the secret to what is wanted; one in its recovery window is restored and gets new values and a new key. */
export function updateSecret(props: SecretProps, live: Live<SecretState>, scope: Scope): Change {
  const want = desired(props);
  const { state, owner } = live;
  const { revived, rewritten, rekept, rekeyed } = changed(props, live);
  const tags = { ...scope.tags, ...storedTags(props, live) };
  const stale = rewritten
    ? Object.values(CONTENT_TAGS).filter((key) => key in owner && !(key in contentTags(props)))
    : [];
  const described = state.description !== props.description || state.kmsKey !== want.kmsKey;
  return {
    calls: [
      ...(revived ? [call(props, "RestoreSecret")] : []),
      ...(revived || differs(state.policy, want.policy) ? [putPolicy(props)] : []),
      ...(described
        ? [call(props, "UpdateSecret", { Description: props.description, KmsKeyId: want.kmsKey })]
        : []),
      ...(rewritten
        ? [
            {
              ...call(props, "PutSecretValue", { SecretString: { $json: props.value } }),
              capture: { version: "VersionId" },
            },
          ]
        : []),
      ...(rekept ? putKept(props) : []),
      ...leftStage(props, live),
      ...(stale.length > 0 ? [call(props, "UntagResource", { TagKeys: stale })] : []),
      ...(rewritten || rekept || !hasTags(owner, tags)
        ? [call(props, "TagResource", { Tags: tagList(tags) })]
        : []),
    ],
    ...(rekeyed ? generation(props) : {}),
    ...notesOn(props, live),
    outputs: { ...live.outputs, ...(rekeyed ? publicKeyAfter(props) : {}) },
  };
}

/** What of a secret is stored anew. */
function changed(props: SecretProps, { state }: Live<SecretState>) {
  const want = desired(props);
  const revived = state.status !== want.status;
  const keyDiffers = state.key !== want.key;
  const rekept = props.kept !== undefined && (revived || keyDiffers || state.kept !== want.kept);
  // What was kept by itself until now goes into the value.
  const dropped = props.kept === undefined && (keyDiffers || state.kept !== want.kept);
  const rewritten = revived || dropped || state.content !== want.content;
  return { revived, rewritten, rekept, rekeyed: props.kept === undefined ? rewritten : rekept };
}

/** Tags about the values, where any is stored: the public key of a pair that stays is left as it is. */
function storedTags(props: SecretProps, live: Live<SecretState>): Readonly<Record<string, string>> {
  const { rewritten, rekept, rekeyed } = changed(props, live);
  if (!rewritten && !rekept) return {};
  const { [CONTENT_TAGS.publicKey]: publicKey, ...others } = contentTags(props);
  return rekeyed && publicKey !== undefined ? { ...others, [CONTENT_TAGS.publicKey]: publicKey } : others;
}

/** What a reviewer should know of the key. */
function notesOn(props: SecretProps, live: Live<SecretState>): Pick<Change, "notes"> {
  const { rewritten, rekept } = changed(props, live);
  const { publicKey = "" } = live.outputs;
  if (props.generateKey === undefined || props.kept === undefined || publicKey === "") return {};
  if (rekept)
    return { notes: ["A new key pair is made: the old one is of no use once its public half is let in."] };
  const kept = `The key pair stays, ${fingerprintOf(publicKey)}: nobody need be told of another.`;
  return rewritten ? { notes: [kept] } : {};
}

/** Stores what is kept; the label moves to the new version by itself. */
function putKept(props: SecretProps): readonly Call[] {
  const { kept } = props;
  if (kept === undefined) return [];
  const stored = { SecretString: { $json: kept.value }, VersionStages: [kept.stage] };
  return [{ ...call(props, "PutSecretValue", stored), notYet: ["ResourceNotFoundException"] }];
}

/** Takes the label off what was kept under another stage, or is not kept any more. */
function leftStage(props: SecretProps, { state, memo }: Live<SecretState>): readonly Call[] {
  const stage = stageOf(state.kept);
  const version = stage === undefined ? undefined : stagesIn(memo)[stage];
  if (stage === undefined || stage === props.kept?.stage || version === undefined) return [];
  return [call(props, "UpdateSecretVersionStage", { VersionStage: stage, RemoveFromVersionId: version })];
}

/** Marks a secret that is nobody's, and takes that back. */
export function claimSecret(props: SecretProps, scope: Scope): Claim {
  return {
    take: { calls: [call(props, "TagResource", { Tags: tagList(scope.tags) })] },
    release: {
      calls: [{ ...call(props, "UntagResource", { TagKeys: OWNER_TAG_KEYS }), settledBy: GONE }],
    },
  };
}

const GONE = ["ResourceNotFoundException", "InvalidRequestException"];

/**
 * Deletes with the recovery window, or at once where nothing is worth one. The tags about the value go first: a
 * secret that is restored must not pass for one whose partner still holds the key.
 */
export function removeSecret(props: SecretProps, options: RemovalOptions): Change {
  const RecoveryWindowInDays = Math.max(props.recoveryDays ?? 7, options.secretRecoveryDays);
  const forced = { ...call(props, "DeleteSecret", { ForceDeleteWithoutRecovery: true }), settledBy: GONE };
  if (options.disposable) return { calls: [forced] };
  return {
    calls: [
      { ...call(props, "UntagResource", { TagKeys: Object.values(CONTENT_TAGS) }), settledBy: GONE },
      { ...call(props, "DeleteSecret", { RecoveryWindowInDays }), settledBy: GONE },
    ],
  };
}

function putPolicy(props: SecretProps): Call {
  const notYet = ["ResourceNotFoundException", "MalformedPolicyDocumentException"];
  return { ...call(props, "PutResourcePolicy", { ResourcePolicy: { $json: policyOf(props) } }), notYet };
}

function call({ name }: SecretProps, operation: string, input: JsonObject = {}): Call {
  return { service: SERVICE, operation, input: { SecretId: name, ...input } };
}

function generation({ generateKey }: SecretProps): Pick<Change, "generates"> {
  return generateKey === undefined ? {} : { generates: [{ id: generateKey, type: "ssh-ed25519" }] };
}

function publicKeyAfter(props: SecretProps): Readonly<Record<string, string>> {
  const { generateKey } = props;
  return generateKey === undefined
    ? publicKeyOf(props)
    : { publicKey: `\${generated.${generateKey}.publicKey}` };
}
