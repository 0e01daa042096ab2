import type { Aws } from "../aws/aws.ts";
import { vendorError } from "../core/errors.ts";
import type { Item } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";

/**
 * Looks for what resources rely on and is not theirs to make.
 * @returns what a reviewer should know of it
 * @throws VendorError `footingMissing` with everything that is not there · AwsFailure
 */
export async function checkFooting(
  items: readonly Item[],
  scope: Scope,
  aws: Aws,
): Promise<readonly string[]> {
  const found = await Promise.all(
    items.flatMap(({ kind, props }) => kind.footing?.(props, scope, aws) ?? []),
  );
  const problems = found.flatMap(({ missing }) => missing);
  if (problems.length > 0) throw vendorError("footingMissing", { partner: scope.partner }, { problems });
  return found.flatMap(({ notices }) => notices);
}
