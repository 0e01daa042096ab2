import { z } from "zod";
import { defineOperation, type Operation } from "../../service.ts";
import { pageOf } from "../shared/paging.ts";
import { addTags, removeTags, requestTagContext } from "../shared/tags.ts";
import { authorizeKey } from "./authorize.ts";
import { tagFault } from "./create-key.ts";
import { kmsFault } from "./faults.ts";
import { findKeyById, requireNotPending, updateKey } from "./keys.ts";
import { keyId, limit, marker, tags } from "./schema.ts";

const tagResource = defineOperation({
  input: z.strictObject({ KeyId: keyId, Tags: tags }),
  readOnly: false,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    const added = input.Tags.map((tag) => [tag.TagKey, tag.TagValue] as const);
    const merged = addTags(key.tags, added, tagFault);
    authorizeKey(world, caller, {
      key,
      action: "kms:TagResource",
      context: requestTagContext(Object.fromEntries(added)),
    });
    requireNotPending(key);
    updateKey(world, key, { tags: merged });
    return undefined;
  },
});

const untagResource = defineOperation({
  input: z.strictObject({ KeyId: keyId, TagKeys: z.array(z.string().min(1).max(128)) }),
  readOnly: false,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, {
      key,
      action: "kms:UntagResource",
      context: { "aws:TagKeys": input.TagKeys },
    });
    requireNotPending(key);
    updateKey(world, key, { tags: removeTags(key.tags, input.TagKeys) });
    return undefined;
  },
});

const listResourceTags = defineOperation({
  input: z.strictObject({ KeyId: keyId, Limit: limit, Marker: marker }),
  readOnly: true,
  handle(input, { world, caller, account, touch }) {
    const key = findKeyById(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, { key, action: "kms:ListResourceTags" });
    const all = Object.entries(key.tags)
      .sort()
      .map(([name, value]) => [name, { TagKey: name, TagValue: value }] as const);
    const page = pageOf(all, Math.min(input.Limit ?? 50, 50), input.Marker, kmsFault.invalidMarker);
    return { Tags: page.items, Truncated: page.next !== undefined, NextMarker: page.next };
  },
});

/** Operations on the tags of keys. */
export const tagOperations: Readonly<Record<string, Operation>> = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListResourceTags: listResourceTags,
};
