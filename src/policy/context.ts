import type { AccessRequest, Context, PolicySet, Principal } from "./types.ts";

/** Condition keys by their names in lower case, each with its values. A key without values is absent. */
export type Keys = Pick<ReadonlyMap<string, readonly string[]>, "get" | "has">;

/** The keys of {@link keysOf}, gathered when the first of them is asked for. */
export function lazyKeysOf(request: AccessRequest, policies: PolicySet): Keys {
  let keys: Keys | undefined;
  const all = () => (keys ??= keysOf(request, policies));
  return { get: (key) => all().get(key), has: (key) => all().has(key) };
}

/**
 * The keys of a request: those given, and those that AWS derives from the principal, the resource and a KMS
 * request's encryption context wherever they are not given.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function keysOf(request: AccessRequest, policies: PolicySet): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  add(keys, principalKeys(request.principal));
  add(keys, { "aws:ResourceAccount": request.resourceAccount });
  const service = request.action.slice(0, request.action.indexOf(":")).toLowerCase();
  if (service === "s3") add(keys, { "s3:ResourceAccount": request.resourceAccount });
  if (service === "kms") add(keys, kmsKeys(request.principal, policies.encryptionContext));
  add(keys, request.context);
  return keys;
}

function add(keys: Map<string, readonly string[]>, context: Context): void {
  for (const [key, value] of Object.entries(context)) {
    const values = typeof value === "string" ? [value] : value;
    if (values.length > 0) keys.set(key.toLowerCase(), values);
    else keys.delete(key.toLowerCase());
  }
}

/**
 * What a principal says of itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
function principalKeys(principal: Principal): Context {
  switch (principal.type) {
    case "session":
      return {
        "aws:PrincipalArn": principal.roleArn,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalIsAWSService": "false",
        "aws:userid": `${principal.roleId}:${principal.sessionName}`,
      };
    case "user":
      return {
        "aws:PrincipalArn": principal.arn,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": "User",
        "aws:PrincipalIsAWSService": "false",
        "aws:userid": principal.userId,
        "aws:username": principal.arn.slice(principal.arn.lastIndexOf("/") + 1),
      };
    case "root":
      return {
        "aws:PrincipalArn": `arn:aws:iam::${principal.account}:root`,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": "Account",
        "aws:PrincipalIsAWSService": "false",
        "aws:userid": principal.account,
      };
    case "service":
      return { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal.service };
    case "federated":
      return {};
    case "anonymous":
      return {
        "aws:PrincipalAccount": "anonymous",
        "aws:PrincipalType": "Anonymous",
        "aws:userid": "anonymous",
      };
  }
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function kmsKeys(principal: Principal, context: Readonly<Record<string, string>> = {}): Context {
  const pairs = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(context)) {
    const key = `kms:EncryptionContext:${name}`.toLowerCase();
    // Names that differ in case only are one condition key, so it has both values.
    pairs.set(key, [...(pairs.get(key) ?? []), value]);
  }
  return {
    ...("account" in principal && { "kms:CallerAccount": principal.account }),
    ...Object.fromEntries(pairs),
    "kms:EncryptionContextKeys": Object.keys(context),
  };
}
