import type { Aws, OutputOf } from "../../aws/aws.ts";
import { documentState, parseDocument } from "../document.ts";
import type { Live, Scope } from "../kind.ts";
import { ifFound } from "../read.ts";
import { tagsOf } from "../tags.ts";
import { AWS_KEY, CONTENT_TAGS, publicKeyOf, type SecretProps, type SecretState, stageOf } from "./schema.ts";

type Described = OutputOf<"secrets-manager", "DescribeSecret">;

/** The secret, its value unread; one in its recovery window counts as gone. */
export async function readSecret(
  props: SecretProps,
  _scope: Scope,
  aws: Aws,
): Promise<Live<SecretState> | undefined> {
  const found = await describe(props, aws);
  if (found === undefined || found.DeletedDate !== undefined) return undefined;
  const policy = await ifFound(aws.send("secrets-manager", "GetResourcePolicy", { SecretId: props.name }));
  return liveOf(props, found, "active", policy?.ResourcePolicy);
}

/** A deleted secret that holds the name until its recovery window ends. */
export async function readReserved(
  props: SecretProps,
  _scope: Scope,
  aws: Aws,
): Promise<Live<SecretState> | undefined> {
  const found = await describe(props, aws);
  if (found?.DeletedDate === undefined) return undefined;
  return liveOf(
    props,
    found,
    `deleted on ${found.DeletedDate.toISOString().slice(0, 10)}, in its recovery window`,
    undefined,
  );
}

function describe({ name }: SecretProps, aws: Aws): Promise<Described | undefined> {
  return ifFound(aws.send("secrets-manager", "DescribeSecret", { SecretId: name }));
}

function liveOf(
  props: SecretProps,
  found: Described,
  status: string,
  policy: string | undefined,
): Live<SecretState> {
  const tags = tagsOf(found.Tags);
  const publicKey = tags[CONTENT_TAGS.publicKey];
  const generated = publicKey !== undefined;
  const known = generated ? { publicKey } : publicKeyOf(props);
  const versions = stagesOf(found);
  const stage = stageOf(tags[CONTENT_TAGS.kept]);
  return {
    state: {
      name: props.name,
      description: found.Description ?? "",
      kmsKey: found.KmsKeyId ?? AWS_KEY,
      status,
      key: generated ? "generated" : (tags[CONTENT_TAGS.fingerprint] ?? "none"),
      content: tags[CONTENT_TAGS.digest] ?? (generated ? "generated" : "none"),
      // The tag is there before the version is: both must be.
      kept: stage !== undefined && stage in versions ? (tags[CONTENT_TAGS.kept] ?? "none") : "none",
      policy: policy === undefined ? {} : documentState(parseDocument(policy)),
    },
    outputs: { arn: found.ARN ?? "", name: props.name, ...known },
    owner: tags,
    memo: { versions, ...(policy === undefined ? {} : { policy: parseDocument(policy) }) },
  };
}

/** Which version of the value has which stage, of a secret that was read: {@link readSecret}. */
export function stagesIn(memo: Live<SecretState>["memo"]): Readonly<Record<string, string>> {
  return (memo?.versions ?? {}) as Readonly<Record<string, string>>;
}

/** Which version of the value has which stage, e.g. `{ AWSCURRENT: … }`. */
function stagesOf({ VersionIdsToStages = {} }: Described): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(VersionIdsToStages).flatMap(([id, stages]) => stages.map((stage) => [stage, id])),
  );
}
