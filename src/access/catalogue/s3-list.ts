import type { JsonObject } from "../../core/json.ts";
import type { Probe } from "../../core/probe.ts";
import type { RequirementId } from "../requirements.ts";
import { awsAttempt, type Common, denied } from "./build.ts";
import { bareName, type Targets } from "./targets.ts";

interface ListProbe {
  readonly id: string;
  readonly operation?: string;
  readonly input: JsonObject;
  readonly title: string;
  readonly reason: string;
  /** The list names the own prefix, so IAM may let it through; it must then show nothing else. */
  readonly contained?: boolean;
  /** Default `list.own-only`. */
  readonly covers?: RequirementId;
}

const WITHOUT_PREFIX = "A list without the own prefix would show every partner's files.";
const NOT_THE_SLASH =
  "Only the prefix with its slash is the partner's own: others may begin with the same letters.";

/** Every way to list the bucket beyond the own prefix, as the partner's role. */
export function s3List(targets: Targets): Probe[] {
  const { session } = targets.actors;
  return session ? listProbes({ group: "s3-list", actor: session }, "s3.list", "s3.own.list", targets) : [];
}

/** The list probes for any actor who may list the own prefix. IDs begin with `idPrefix`. */
export function listProbes(common: Common, idPrefix: string, control: string, targets: Targets): Probe[] {
  return [...byPrefix(targets), ...byStart(targets), ...byOperation(targets)].map((probe) => {
    const attempt = awsAttempt("s3", probe.operation ?? "ListObjectsV2", {
      Bucket: targets.bucket,
      ...probe.input,
    });
    const bounded = probe.contained ? { ...attempt, within: targets.own.prefix } : attempt;
    return denied(common, `${idPrefix}.${probe.id}`, control, bounded, {
      title: probe.title,
      reason: probe.reason,
      covers: probe.covers ?? "list.own-only",
    });
  });
}

function byPrefix(targets: Targets): ListProbe[] {
  const bare = bareName(targets.own);
  const list = (id: string, Prefix: string, reason: string): ListProbe => ({
    id,
    input: { Prefix, MaxKeys: 1 },
    title: `list with the prefix "${Prefix}"`,
    reason,
  });
  return [
    {
      id: "no-prefix",
      input: { MaxKeys: 1 },
      title: "list the bucket without a prefix",
      reason: WITHOUT_PREFIX,
    },
    list("empty-prefix", "", WITHOUT_PREFIX),
    {
      id: "top-folders",
      input: { Prefix: "", Delimiter: "/", MaxKeys: 1 },
      title: "list the folders at the bucket's root",
      reason: "The folders at the root are the partners' names.",
    },
    list("bare-name", bare, NOT_THE_SLASH),
    list("bare-name-dash", `${bare}-`, NOT_THE_SLASH),
    list(
      "lookalike",
      targets.lookalike.prefix,
      "A name that begins with the partner's is still somebody else's.",
    ),
    list("first-letter", bare.slice(0, 1), NOT_THE_SLASH),
    list("upper-case", targets.own.prefix.toUpperCase(), "Keys are case-sensitive: this is another prefix."),
    list("other", targets.other.prefix, "Another partner's files."),
  ];
}

function byStart(targets: Targets): ListProbe[] {
  const { own, other } = targets;
  return [
    {
      id: "start-at-own",
      input: { StartAfter: own.prefix, MaxKeys: 1 },
      title: "list without a prefix, starting at the own files",
      reason: "Where a list starts does not bound where it ends.",
    },
    {
      id: "start-elsewhere",
      input: { Prefix: own.prefix, StartAfter: other.key },
      title: "list the own prefix, starting after another partner's key",
      reason: "Where a list starts must not lead out of its prefix.",
      contained: true,
    },
    {
      id: "parent-folder",
      input: { Prefix: `${own.prefix}../${other.prefix}` },
      title: `list with the prefix "${own.prefix}../${other.prefix}"`,
      reason: "S3 has no parent folders: the text matches the own prefix and must lead nowhere.",
      contained: true,
    },
  ];
}

function byOperation(targets: Targets): ListProbe[] {
  const { own, other } = targets;
  return [
    {
      id: "v1-no-prefix",
      operation: "ListObjects",
      input: { MaxKeys: 1 },
      title: "list the bucket with the old ListObjects",
      reason: WITHOUT_PREFIX,
    },
    {
      id: "v1-other",
      operation: "ListObjects",
      input: { Prefix: other.prefix, MaxKeys: 1 },
      title: "list another partner's prefix with the old ListObjects",
      reason: "Another partner's files.",
    },
    versions(
      "no-prefix",
      {},
      "list the versions of all objects",
      "Versions show deleted files of every partner.",
    ),
    versions(
      "other",
      { Prefix: other.prefix },
      "list the versions of another partner's objects",
      "Versions show deleted files of every partner.",
    ),
    versions(
      "own",
      { Prefix: own.prefix },
      "list the versions of the own objects",
      "Listing versions is not granted at all.",
    ),
    uploads("", {}, "list unfinished uploads"),
    uploads("-own", { Prefix: own.prefix }, "list unfinished uploads under the own prefix"),
    uploads("-other", { Prefix: other.prefix }, "list another partner's unfinished uploads"),
  ];
}

function versions(id: string, input: JsonObject, title: string, reason: string): ListProbe {
  return {
    id: `versions-${id}`,
    operation: "ListObjectVersions",
    input: { ...input, MaxKeys: 1 },
    title,
    reason,
    covers: "versions.kept",
  };
}

function uploads(id: string, input: JsonObject, title: string): ListProbe {
  return {
    id: `multipart-uploads${id}`,
    operation: "ListMultipartUploads",
    input: { ...input, MaxUploads: 1 },
    title,
    reason: "s3:prefix does not govern this call: whoever may make it sees every partner's uploads.",
    covers: "uploads.own-only",
  };
}
