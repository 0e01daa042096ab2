import type { Aws } from "../aws/aws.ts";
import type { Item } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";

/** What a reviewer should know of the documents that these resources share with others, each thing once. @throws AwsFailure */
export async function sharedNotices(
  items: readonly Item[],
  scope: Scope,
  aws: Aws,
): Promise<readonly string[]> {
  const notices = await Promise.all(items.map(({ kind, props }) => kind.notices?.(props, scope, aws) ?? []));
  return [...new Set(notices.flat())];
}
