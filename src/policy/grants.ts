import { accountArn, sessionArn } from "./principal.ts";
import type { AccessRequest, Grant } from "./types.ts";

/** A grant that covers a request; `account`: it was made to the whole account, whose identity policies decide. */
export interface GrantMatch {
  readonly grant: Grant;
  readonly to: "principal" | "account";
}

/**
 * Operations that carry an encryption context: only these are bound by a grant's constraints.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
 */
const CONSTRAINED: ReadonlySet<string> = new Set([
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
]);

/**
 * The grant that covers a KMS request best: one to the principal itself before one to its account.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function matchGrant(
  request: AccessRequest,
  grants: readonly Grant[],
  encryptionContext: Readonly<Record<string, string>>,
): GrantMatch | undefined {
  const operation = /^kms:(\w+)$/i.exec(request.action)?.[1]?.toLowerCase();
  if (operation === undefined) return undefined;
  const matches = grants.flatMap((grant): GrantMatch[] => {
    const granted = grant.operations.find((name) => name.toLowerCase() === operation);
    const to = granteeMatch(grant, request);
    if (granted === undefined || to === undefined || grant.keyArn !== request.resource) return [];
    if (CONSTRAINED.has(granted) && !meetsConstraints(grant, encryptionContext)) return [];
    return [{ grant, to }];
  });
  return matches.find(({ to }) => to === "principal") ?? matches[0];
}

/** What keeps a grant from covering a request, in words, the weightiest first; none: it covers it. */
export function grantMisses(
  grant: Grant,
  request: AccessRequest,
  encryptionContext: Readonly<Record<string, string>>,
): readonly string[] {
  const operation = request.action.slice(request.action.indexOf(":") + 1);
  const granted = grant.operations.find((name) => name.toLowerCase() === operation.toLowerCase());
  return [
    ...(granted === undefined ? [`${operation} is not one of ${grant.operations.join(", ")}`] : []),
    ...(granteeMatch(grant, request) === undefined ? [`it was made to ${grant.grantee}`] : []),
    ...(grant.keyArn === request.resource ? [] : [`it is for ${grant.keyArn}`]),
    ...(granted !== undefined && CONSTRAINED.has(granted) && !meetsConstraints(grant, encryptionContext)
      ? [
          `the encryption context ${JSON.stringify(encryptionContext)} does not meet ${constraintsText(grant)}`,
        ]
      : []),
  ];
}

function constraintsText({
  encryptionContextEquals: equals,
  encryptionContextSubset: subset,
}: Grant): string {
  return [
    ...(equals === undefined ? [] : [`EncryptionContextEquals ${JSON.stringify(equals)}`]),
    ...(subset === undefined ? [] : [`EncryptionContextSubset ${JSON.stringify(subset)}`]),
  ].join(" and ");
}

/** A role or user that was deleted and made again has another unique id, so its old grants do not cover it. */
function granteeMatch(
  { grantee, granteeId }: Grant,
  { principal }: AccessRequest,
): GrantMatch["to"] | undefined {
  if (principal.type !== "session" && principal.type !== "user" && principal.type !== "root")
    return undefined;
  if (accountArn(grantee) === accountArn(principal.account))
    return principal.type === "root" ? "principal" : "account";
  if (principal.type === "root") return undefined;
  const [arn, id] =
    principal.type === "user" ? [principal.arn, principal.userId] : [principal.roleArn, principal.roleId];
  if (granteeId !== undefined && granteeId !== id) return undefined;
  const named = grantee === arn || grantee === id;
  const session = principal.type === "session" && grantee === sessionArn(principal);
  return named || session ? "principal" : undefined;
}

function meetsConstraints(
  { encryptionContextEquals: equals, encryptionContextSubset: subset }: Grant,
  context: Readonly<Record<string, string>>,
): boolean {
  if (equals !== undefined && Object.keys(equals).length !== Object.keys(context).length) return false;
  const required = [...Object.entries(subset ?? {}), ...Object.entries(equals ?? {})];
  return required.every(([name, value]) => Object.hasOwn(context, name) && context[name] === value);
}
