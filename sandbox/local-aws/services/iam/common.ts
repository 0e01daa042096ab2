import type { Context } from "../../../../src/policy/types.ts";
import { AwsFault } from "../../fault.ts";
import type { OperationContext } from "../../service.ts";
import type { RoleRecord, Tags } from "../../tables.ts";
import { pageOf } from "../shared/paging.ts";
import { addTags, prefixed, type TagProblem } from "../shared/tags.ts";

/** Asks whether the caller may do `iam:ACTION` on `resource` in the caller's own account. */
export function authorizeIam(
  context: OperationContext,
  action: string,
  resource: string,
  keys: Context = {},
): void {
  context.world.authorize({
    caller: context.caller,
    action: `iam:${action}`,
    resource,
    resourceAccount: context.account,
    context: keys,
  });
}

/** ARN of an entity of the caller's account. */
export function arnOf(
  context: OperationContext,
  kind: "role" | "policy" | "user",
  path: string,
  name: string,
): string {
  return `arn:aws:iam::${context.account}:${kind}${path}${name}`;
}

/** Members of a request for one page. */
export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/**
 * One page of a listing in IAM's members.
 * @param member name of the member that holds the items
 */
export function iamPage<T>(
  member: string,
  entries: readonly (readonly [string, T])[],
  request: PageRequest,
): object {
  const invalid = () => new AwsFault("ValidationError", 400, "Invalid Marker.");
  const page = pageOf(entries, request.MaxItems ?? 100, request.Marker, invalid);
  return {
    [member]: page.items,
    IsTruncated: page.next !== undefined,
    ...(page.next === undefined ? {} : { Marker: page.next }),
  };
}

/** An entity that is not there. */
export function noSuchEntity(message: string): AwsFault {
  return new AwsFault("NoSuchEntity", 404, message);
}

/** Tags after `added`; keys compare without regard to case. @throws AwsFault InvalidInput, LimitExceeded */
export function mergedTags(current: Tags, added: readonly { Key: string; Value: string }[]): Tags {
  const lower = added.map((tag) => tag.Key.toLowerCase());
  if (new Set(lower).size !== lower.length) throw tagFault({ kind: "duplicate", message: DUPLICATE });
  const kept = Object.fromEntries(
    Object.entries(current).filter(([key]) => !lower.includes(key.toLowerCase())),
  );
  return addTags(
    kept,
    added.map((tag) => [tag.Key, tag.Value] as const),
    tagFault,
  );
}

const DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";

function tagFault(problem: TagProblem): AwsFault {
  if (problem.kind === "limit") return new AwsFault("LimitExceeded", 409, problem.message);
  return new AwsFault("InvalidInput", 400, problem.message);
}

/** Tags as IAM returns them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Condition keys of the tags of what a request is about. */
export function tagKeys(tags: Tags): Context {
  return { ...prefixed("aws:ResourceTag/", tags), ...prefixed("iam:ResourceTag/", tags) };
}

/** Condition keys of a request about an existing role. */
export function roleKeys(role: RoleRecord | undefined): Context {
  if (role === undefined) return {};
  return {
    ...tagKeys(role.tags),
    ...(role.boundary === undefined ? {} : { "iam:PermissionsBoundary": role.boundary }),
  };
}

/** Condition keys of the tags that a request brings. */
export function tagRequestKeys(added: readonly { Key: string; Value: string }[]): Context {
  if (added.length === 0) return {};
  return {
    ...Object.fromEntries(added.map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value])),
    "aws:TagKeys": added.map((tag) => tag.Key),
  };
}
