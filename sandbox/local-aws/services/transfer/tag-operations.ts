import { z } from "zod";
import type { Context } from "../../../../src/policy/types.ts";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import type { Tags } from "../../tables.ts";
import { pageOf } from "../shared/paging.ts";
import { removeTags, requestTagContext } from "../shared/tags.ts";
import { transferFault } from "./faults.ts";
import { authorizedServer, authorizedUser, tagList, userKey, withTags } from "./records.ts";
import { arn, maxResults, nextToken, PAGE, tags } from "./schema.ts";

/** Something that carries tags. */
interface Tagged {
  readonly tags: Tags;
  set(tags: Tags): void;
}

const tagResource = defineOperation({
  input: z.strictObject({ Arn: arn, Tags: tags }),
  readOnly: false,
  handle(input, context) {
    const sent = withTags({}, input.Tags);
    const tagged = taggedBy(context, "TagResource", input.Arn, requestTagContext(sent));
    tagged.set(withTags(tagged.tags, input.Tags));
    return undefined;
  },
});

const untagResource = defineOperation({
  input: z.strictObject({ Arn: arn, TagKeys: z.array(z.string().max(128)).min(1).max(50) }),
  readOnly: false,
  handle(input, context) {
    const tagged = taggedBy(context, "UntagResource", input.Arn, { "aws:TagKeys": input.TagKeys });
    tagged.set(removeTags(tagged.tags, input.TagKeys));
    return undefined;
  },
});

const listTagsForResource = defineOperation({
  input: z.strictObject({ Arn: arn, MaxResults: maxResults, NextToken: nextToken }),
  readOnly: true,
  handle(input, context) {
    const tagged = taggedBy(context, "ListTagsForResource", input.Arn);
    const entries = tagList(tagged.tags).map((tag) => [tag.Key, tag] as const);
    const page = pageOf(entries, input.MaxResults ?? PAGE, input.NextToken, transferFault.nextToken);
    return { Arn: input.Arn, Tags: page.items, NextToken: page.next };
  },
});

/** Finds a server or user by ARN and authorises the call. @throws AwsFault AccessDenied, ResourceNotFoundException, InvalidRequestException */
function taggedBy(context: OperationContext, action: string, text: string, conditions: Context = {}): Tagged {
  const { world, account } = context;
  const [, owner, type, id = "", name] =
    /^arn:aws:transfer:[^:]*:(\d{12}):(server|user)\/([^/]+)(?:\/([^/]+))?$/.exec(text) ?? [];
  if (type === undefined || (type === "user") !== (name !== undefined)) {
    throw transferFault.request("The ARN must be that of a server or a user.");
  }
  if (owner !== account) throw transferFault.notFound(type === "user" ? "User" : "Server", name ?? id);
  if (name === undefined) {
    const server = authorizedServer(context, action, id, conditions);
    return {
      tags: server.tags,
      set: (changed) => world.table("transfer.servers").set(id, { ...server, tags: changed }),
    };
  }
  const user = authorizedUser(context, action, { ServerId: id, UserName: name }, conditions);
  return {
    tags: user.tags,
    set: (changed) => world.table("transfer.users").set(userKey(id, name), { ...user, tags: changed }),
  };
}

/** Operations on the tags of servers and users. */
export const tagOperations: Readonly<Record<string, Operation>> = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};
