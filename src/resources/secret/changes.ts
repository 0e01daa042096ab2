import type { Call } from "../../core/call.ts";
import { sha256Hex } from "../../core/canonical.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Change } from "../../core/plan.ts";
import { differs } from "../document.ts";
import type { Claim, Live, RemovalOptions, Scope } from "../kind.ts";
import { OWNER_TAG_KEYS } from "../ownership.ts";
import { hasTags, tagList } from "../tags.ts";
import {
  CONTENT_TAGS,
  contentTags,
  desired,
  policyOf,
  publicKeyOf,
  type SecretProps,
  type SecretState,
} from "./schema.ts";

const SERVICE = "secrets-manager";

/** CreateSecret with its tags, so that it is never nobody's, then the policy that locks it. */
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

/** Brings the secret to what is wanted; one in its recovery window is restored and gets a new value and a new key. */
export function updateSecret(props: SecretProps, live: Live<SecretState>, scope: Scope): Change {
  const want = desired(props);
  const { state } = live;
  const revived = state.status !== want.status;
  const rewritten = revived || state.key !== want.key || state.content !== want.content;
  const tags = { ...scope.tags, ...(rewritten ? contentTags(props) : {}) };
  const stale = rewritten
    ? Object.values(CONTENT_TAGS).filter((key) => key in live.owner && !(key in tags))
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
      ...(stale.length > 0 ? [call(props, "UntagResource", { TagKeys: stale })] : []),
      ...(rewritten || !hasTags(live.owner, tags)
        ? [call(props, "TagResource", { Tags: tagList(tags) })]
        : []),
    ],
    ...(rewritten ? generation(props) : {}),
    outputs: { ...live.outputs, ...(rewritten ? publicKeyAfter(props) : {}) },
  };
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
