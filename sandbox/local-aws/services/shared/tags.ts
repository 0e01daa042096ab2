import type { Context } from "../../../../src/policy/types.ts";
import type { Tags } from "../../tables.ts";

/** Most tags that a resource may carry. */
const MOST_TAGS = 50;
const KEY_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const VALUE_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** What is wrong with a set of tags. */
export interface TagProblem {
  readonly kind: "duplicate" | "reserved" | "text" | "limit";
  readonly message: string;
}

/** Service-independent condition keys of a request that sends tags: `aws:RequestTag/KEY` and `aws:TagKeys`. */
export function requestTagContext(tags: Tags): Context {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  return { ...prefixed("aws:RequestTag/", tags), "aws:TagKeys": keys };
}

/** `PREFIX/KEY` → value for each tag; the prefix is `aws:ResourceTag/` or a service's own. */
export function prefixed(prefix: string, tags: Tags): Context {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}

/**
 * Tags after adding `added` (pairs as sent) to `current`.
 * @param fail turns a problem into the service's own error
 */
export function addTags(
  current: Tags,
  added: readonly (readonly [string, string])[],
  fail: (problem: TagProblem) => Error,
): Tags {
  const sent = new Map(added);
  if (sent.size !== added.length)
    throw fail({ kind: "duplicate", message: "Duplicate tag keys were specified." });
  for (const [key, value] of sent) {
    if (/^aws:/i.test(key))
      throw fail({ kind: "reserved", message: `The tag key ${key} uses the reserved prefix aws:` });
    if (!KEY_TEXT.test(key) || !VALUE_TEXT.test(value)) {
      throw fail({
        kind: "text",
        message: `The tag ${key} has characters or a length that tags do not take.`,
      });
    }
  }
  const merged = { ...current, ...Object.fromEntries(sent) };
  if (Object.keys(merged).length > MOST_TAGS) {
    throw fail({ kind: "limit", message: `A resource may have at most ${MOST_TAGS} tags.` });
  }
  return merged;
}

/** Tags without those named. */
export function removeTags(current: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(current).filter(([key]) => !keys.includes(key)));
}
