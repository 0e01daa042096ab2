import type { Call } from "../../core/call.ts";
import type { JsonObject } from "../../core/json.ts";
import { differs } from "../document.ts";
import type { Live, Restoration, Scope } from "../kind.ts";
import { changedTags, tagList } from "../tags.ts";
import { stagesIn } from "./read.ts";
import { CONTENT_TAGS, type SecretProps, type SecretState, stageOf } from "./schema.ts";

const ACTIVE = "active";
const LONGEST_WINDOW = 30;

/**
 * The secret as it was. Its value is never read: the version that was the current one becomes it again
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html). One that was taken
 * away comes back out of its recovery window; one that waited in its recovery window waits there again.
 */
export function restoreSecret(
  props: SecretProps,
  before: Live<SecretState>,
  now: Live<SecretState> | undefined,
  _scope: Scope,
  { version }: Readonly<Record<string, string>>,
): Restoration | undefined {
  if (now === undefined) return undefined;
  const { state } = now;
  const want = before.state;
  const waited = want.status !== ACTIVE;
  const call = (operation: string, input: JsonObject = {}): Call => ({
    service: "secrets-manager",
    operation,
    input: { SecretId: props.name, ...input },
  });
  const { set, unset } = changedTags(now.owner, before.owner);
  const { policy } = before.memo ?? {};
  // Whoever stored another value since has a reason to.
  const foreign =
    version !== undefined && ![version, stages(before).AWSCURRENT].includes(stages(now).AWSCURRENT);
  const described = state.description !== want.description || state.kmsKey !== want.kmsKey;
  const moved = moves(stages(before), stages(now));
  const kept = keptMoves(before, now).map((move) => call("UpdateSecretVersionStage", move));
  return {
    calls: [
      ...(state.status === ACTIVE ? [] : [call("RestoreSecret")]),
      ...(foreign ? [] : moved).map((move) => call("UpdateSecretVersionStage", move)),
      ...kept,
      ...(policy !== undefined && differs(state.policy, want.policy)
        ? [call("PutResourcePolicy", { ResourcePolicy: { $json: { $literal: policy } } })]
        : []),
      ...(described ? [call("UpdateSecret", { Description: want.description, KmsKeyId: want.kmsKey })] : []),
      ...(unset.length === 0 ? [] : [call("UntagResource", { TagKeys: unset })]),
      ...(set === undefined ? [] : [call("TagResource", { Tags: tagList(set) })]),
      ...(waited ? [call("DeleteSecret", { RecoveryWindowInDays: LONGEST_WINDOW })] : []),
    ],
    outputs: before.outputs,
    beyond: foreign
      ? [
          {
            why: "Somebody stored another value meanwhile: it stays the current one.",
            calls: moved.map((move) => call("UpdateSecretVersionStage", move)),
          },
        ]
      : [],
  };
}

type Stages = Readonly<Record<string, string>>;

function stages({ memo }: Live<SecretState>): Stages {
  return stagesIn(memo);
}

/** Moves of the labels of what is kept: back to where they were, or off, where there were none. */
function keptMoves(before: Live<SecretState>, now: Live<SecretState>): readonly JsonObject[] {
  const labels = new Set([stageOf(before.state.kept), stageOf(now.owner[CONTENT_TAGS.kept])]);
  return [...labels].flatMap((label): readonly JsonObject[] => {
    if (label === undefined) return [];
    const [was, is] = [stages(before)[label], stages(now)[label]];
    if (was === is) return [];
    return [
      {
        VersionStage: label,
        ...(was === undefined ? {} : { MoveToVersionId: was }),
        ...(is === undefined ? {} : { RemoveFromVersionId: is }),
      },
    ];
  });
}

/**
 * Moves of stages, the current one first: AWS then puts AWSPREVIOUS on the version that was current until then, and that
 * is put right by the second.
 */
function moves(before: Stages, now: Stages): readonly JsonObject[] {
  const { AWSCURRENT: current, AWSPREVIOUS: previous } = before;
  const since = now.AWSCURRENT;
  const moved = current !== undefined && since !== undefined && current !== since;
  const last = moved ? since : now.AWSPREVIOUS;
  return [
    ...(moved ? [{ VersionStage: "AWSCURRENT", MoveToVersionId: current, RemoveFromVersionId: since }] : []),
    ...(last === undefined || last === previous
      ? []
      : [
          {
            VersionStage: "AWSPREVIOUS",
            RemoveFromVersionId: last,
            ...(previous === undefined ? {} : { MoveToVersionId: previous }),
          },
        ]),
  ];
}
