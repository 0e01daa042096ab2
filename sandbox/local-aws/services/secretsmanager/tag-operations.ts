import { z } from "zod";
import { defineOperation, type Operation } from "../../service.ts";
import { addTags, removeTags, requestTagContext } from "../shared/tags.ts";
import { tagFault } from "./create-secret.ts";
import { secretId, tags } from "./schema.ts";
import { authorizedLiveSecret, updateSecret } from "./secrets.ts";

const tagResource = defineOperation({
  input: z.strictObject({ SecretId: secretId, Tags: tags }),
  readOnly: false,
  handle(input, context) {
    const added = input.Tags.map((tag) => [tag.Key, tag.Value] as const);
    const conditions = requestTagContext(Object.fromEntries(added));
    const secret = authorizedLiveSecret(context, "TagResource", input.SecretId, conditions);
    updateSecret(context.world, secret, { tags: addTags(secret.tags, added, tagFault) });
    return undefined;
  },
});

const untagResource = defineOperation({
  input: z.strictObject({ SecretId: secretId, TagKeys: z.array(z.string().min(1).max(128)) }),
  readOnly: false,
  handle(input, context) {
    const secret = authorizedLiveSecret(context, "UntagResource", input.SecretId, {
      "aws:TagKeys": input.TagKeys,
    });
    updateSecret(context.world, secret, { tags: removeTags(secret.tags, input.TagKeys) });
    return undefined;
  },
});

/** Operations on the tags of secrets. */
export const tagOperations: Readonly<Record<string, Operation>> = {
  TagResource: tagResource,
  UntagResource: untagResource,
};
