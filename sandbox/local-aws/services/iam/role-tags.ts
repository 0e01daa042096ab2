import { z } from "zod";
import { defineOperation } from "../../service.ts";
import { removeTags } from "../shared/tags.ts";
import { iamPage, mergedTags, tagList, tagRequestKeys } from "./common.ts";
import { roleToChange, roleToRead, saveRole } from "./role-access.ts";
import * as shape from "./shapes.ts";

/** Operations on the tags of roles. */
export const roleTagOperations = {
  TagRole: defineOperation({
    input: z.strictObject({ RoleName: shape.roleName, Tags: shape.tags }),
    readOnly: false,
    handle(input, context) {
      const role = roleToChange(context, "TagRole", input.RoleName, tagRequestKeys(input.Tags));
      saveRole(context, { ...role, tags: mergedTags(role.tags, input.Tags) });
      return undefined;
    },
  }),
  UntagRole: defineOperation({
    input: z.strictObject({ RoleName: shape.roleName, TagKeys: shape.tagKeys }),
    readOnly: false,
    handle(input, context) {
      const role = roleToChange(context, "UntagRole", input.RoleName, { "aws:TagKeys": input.TagKeys });
      saveRole(context, { ...role, tags: removeTags(role.tags, input.TagKeys) });
      return undefined;
    },
  }),
  ListRoleTags: defineOperation({
    input: z.strictObject({ RoleName: shape.roleName, ...shape.pageMembers }),
    readOnly: true,
    handle(input, context) {
      const role = roleToRead(context, "ListRoleTags", input.RoleName);
      const entries = tagList(role.tags).map((tag) => [tag.Key, tag] as const);
      return iamPage("Tags", entries, input);
    },
  }),
};
