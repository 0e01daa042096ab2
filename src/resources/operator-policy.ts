import { canonicalJson } from "../core/canonical.ts";
import { vendorError } from "../core/errors.ts";
import type { PolicyDocument, Statement } from "../policy/types.ts";
import type { Permission } from "./kind.ts";
import { kinds } from "./registry.ts";
import type { StatementProps } from "./schema.ts";

/** What the operator's policy is made for. */
export interface OperatorValues {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** Key ARN. */
  readonly kmsKey: string;
  /** Transfer server ID; absent where there is none. */
  readonly transferServer?: string;
  /** ARN of the sandbox account's stand-in; absent where there is none. */
  readonly sandboxRole?: string;
  /** ARN of the operator's own role, which it may look at and, where its name is like a partner's, not change. */
  readonly operatorRole?: string;
  /** ARN of the boundary that every partner's role must have; absent where none is configured. */
  readonly permissionsBoundary?: string;
  /** The key that signs the audit log, as configured: key id, key ARN, alias or alias ARN; absent where none does. */
  readonly signWith?: string;
  /** Every partner's role name as a pattern, e.g. `vendor-*`. */
  readonly rolePattern: string;
  /** Every partner's secret name as a pattern, e.g. `vendor/*`. */
  readonly secretPattern: string;
}

const BUCKET = "arn:${base.partition}:s3:::${base.bucket}";
const KEY = "${base.kmsKey}";
const SERVER = "arn:${base.partition}:transfer:${base.region}:${base.account}:server/${base.transferServer}";
const ROLES = "arn:${base.partition}:iam::${base.account}:role/*";

const POLICIES = "arn:${base.partition}:iam::${base.account}:policy/*";

const read = (action: string, resource: string, reason: string): Permission => ({
  action,
  resource,
  verb: "read",
  reason,
});

/**
 * Signing the audit log. An alias is no resource of these actions: a key that is named by one is asked for by it.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
const SIGNING: readonly Permission[] = [
  { resource: "${base.signKey}" },
  {
    resource: "${base.signKeys}",
    condition: { StringEquals: { "kms:RequestAlias": "${base.signAlias}" } },
  },
].flatMap((key): Permission[] => [
  {
    ...key,
    action: "kms:DescribeKey",
    verb: "read",
    reason: "Preflight: the key that signs the audit log must be enabled and for signing.",
  },
  {
    ...key,
    action: "kms:GetPublicKey",
    verb: "read",
    reason: "Keep the public half beside the audit log, to verify it by.",
  },
  { ...key, action: "kms:Sign", verb: "update", reason: "Sign the head of the audit log." },
]);

/** What no single kind needs: preflight, scans, rehearsals. */
const BESIDE_KINDS: readonly Permission[] = [
  read("s3:GetBucketVersioning", BUCKET, "Preflight: deletions by a partner must be recoverable."),
  read("s3:GetBucketPublicAccessBlock", BUCKET, "Preflight: the bucket must be closed to the public."),
  read(
    "s3:GetEncryptionConfiguration",
    BUCKET,
    "Preflight: the bucket must encrypt with the configured key.",
  ),
  read("s3:GetBucketOwnershipControls", BUCKET, "Fitness: the bucket must own every object in it."),
  read("kms:GetKeyRotationStatus", KEY, "Fitness: tell a key that does not rotate."),
  read(
    "transfer:DescribeSecurityPolicy",
    "*",
    "Fitness: find algorithms that are outdated; AWS takes no resource for it.",
  ),
  read("s3:ListAllMyBuckets", "*", "Init: offer the buckets to choose from; AWS takes no resource for it."),
  read("kms:ListAliases", "*", "Init: offer the keys to choose from, by name; AWS takes no resource for it."),
  read("transfer:ListServers", "*", "Init: offer the servers to choose from; AWS takes no resource for it."),
  read("kms:GetKeyPolicy", KEY, "Explain a verdict: what the key's own policy says."),
  read("iam:GetPolicy", POLICIES, "Explain a verdict: a partner role's boundary."),
  read("iam:GetPolicyVersion", POLICIES, "Explain a verdict: what a partner role's boundary says."),
  read("kms:DescribeKey", KEY, "Preflight: the key must be enabled and a customer's own."),
  read(
    "transfer:DescribeServer",
    SERVER,
    "Preflight: the SFTP server must be online and manage its own users.",
  ),
  read("transfer:ListHostKeys", SERVER, "Host key fingerprints to hand out and to check."),
  read("transfer:ListUsers", SERVER, "Scan: find users that were left behind."),
  read("iam:ListRoles", ROLES, "Scan: find roles that were left behind."),
  read("iam:ListRoleTags", ROLES, "Scan: tell a partner's role from others."),
  read(
    "secretsmanager:ListSecrets",
    "*",
    "Scan: find secrets that were left behind; AWS takes no resource for it.",
  ),
  read(
    "cloudtrail:LookupEvents",
    "*",
    "See who did what to a partner's resources; AWS takes no resource for it.",
  ),
  read(
    "iam:SimulatePrincipalPolicy",
    "${base.operatorRole}",
    "Doctor: tell which of these permissions the operator lacks.",
  ),
  {
    action: "kms:GenerateDataKeyWithoutPlaintext",
    resource: "${base.kmsKey}",
    verb: "test",
    reason: "Make ciphertexts, never seen in clear, that the access test must not get decrypted.",
  },
  {
    action: "sts:AssumeRole",
    resource: "${base.sandboxRole}",
    verb: "test",
    reason: "Rehearse and test from the sandbox account.",
  },
  ...SIGNING,
];

/** Every action that the operator needs, by kind and beside them, with its reason. */
export function operatorPermissions(): readonly Permission[] {
  return [...[...kinds.values()].flatMap((kind) => kind.permissions), ...BESIDE_KINDS];
}

const TEMPLATE = /\$\{((?:base|names)\.[A-Za-z]+)\}/g;

/** Actions on one resource under one condition. */
interface Group {
  readonly service: string;
  readonly resource: string;
  /** JSON text. */
  readonly condition: string | undefined;
  readonly actions: Set<string>;
  /** Why, action by action. */
  readonly reasons: Set<string>;
}

/** Characters that the inline policies of a role may have together, white space aside. */
const INLINE_LIMIT = 10_240;

/**
 * The operator's least privilege: one statement for each resource and condition, assembled from what the kinds declare.
 * @throws VendorError `operatorPolicyTooLong` where it would not fit into an inline policy
 */
export function operatorPolicy(values: OperatorValues): PolicyDocument {
  const Statement = operatorStatements(values).map(
    ({ reason: _reason, ...statement }) => statement as Statement,
  );
  const document: PolicyDocument = { Version: "2012-10-17", Statement };
  const characters = JSON.stringify(document).length;
  if (characters > INLINE_LIMIT)
    throw vendorError("operatorPolicyTooLong", { characters, limit: INLINE_LIMIT });
  return document;
}

/** The statements of {@link operatorPolicy}, each with the reasons for its actions. */
export function operatorStatements(values: OperatorValues): readonly StatementProps[] {
  const groups = new Map<string, Group>();
  for (const permission of operatorPermissions()) {
    const { action, condition, reason, where = "" } = permission;
    const resource = fillIn(permission.resource, values);
    if (resource === undefined || fillIn(where, values) === undefined) continue;
    const filled = condition === undefined ? undefined : fillIn(JSON.stringify(condition), values);
    const service = action.slice(0, action.indexOf(":"));
    const key = canonicalJson([service, resource, filled ?? null]);
    const none = { actions: new Set<string>(), reasons: new Set<string>() };
    const group = groups.get(key) ?? { service, resource, condition: filled, ...none };
    groups.set(key, { ...group, actions: group.actions.add(action), reasons: group.reasons.add(reason) });
  }
  return [...numbered([...groups.values()]), ...notItself(values)];
}

function numbered(groups: readonly Group[]): readonly StatementProps[] {
  const count = new Map<string, number>();
  return groups.map(({ service, resource, condition, actions, reasons }) => {
    const number = (count.get(service) ?? 0) + 1;
    count.set(service, number);
    return {
      Sid: `${service[0]?.toUpperCase()}${service.slice(1)}${number}`,
      Effect: "Allow",
      Action: [...actions].sort(),
      Resource: resource,
      ...(condition === undefined ? {} : { Condition: JSON.parse(condition) }),
      reason: [...reasons].join(" "),
    };
  });
}

const CHANGES = [
  "Attach",
  "Create",
  "Delete",
  "Detach",
  "PassRole",
  "Put",
  "Remove",
  "Tag",
  "Untag",
  "Update",
];

/** Whoever may change roles by a pattern that matches its own could give itself anything. */
function notItself({ operatorRole }: OperatorValues): readonly StatementProps[] {
  if (operatorRole === undefined) return [];
  return [
    {
      Sid: "NotItself",
      Effect: "Deny",
      Action: CHANGES.map((verb) => `iam:${verb}*`),
      Resource: operatorRole,
      reason: "Whoever may change roles by a pattern that matches its own could give itself anything.",
    },
  ];
}

/** A key that signs by its ARN, or all keys of its account and the alias that is to name it. */
function signingNames({
  signWith,
  partition,
  region,
  account,
}: OperatorValues): Readonly<Record<string, string>> {
  if (signWith === undefined) return {};
  const [, , , , owner = account, named = signWith] = signWith.startsWith("arn:") ? signWith.split(":") : [];
  const arn = (name: string) => `arn:${partition}:kms:${region}:${owner}:${name}`;
  if (named.startsWith("alias/")) return { "base.signKeys": arn("key/*"), "base.signAlias": named };
  return { "base.signKey": arn(named.startsWith("key/") ? named : `key/${named}`) };
}

/** The text with its templates filled in, or `undefined` where one has no value. IAM's own variables stay. */
function fillIn(text: string, values: OperatorValues): string | undefined {
  const names: Readonly<Record<string, string | undefined>> = {
    "base.partition": values.partition,
    "base.account": values.account,
    "base.region": values.region,
    "base.bucket": values.bucket,
    "base.kmsKey": values.kmsKey,
    "base.transferServer": values.transferServer,
    "base.sandboxRole": values.sandboxRole,
    "base.operatorRole": values.operatorRole,
    "base.permissionsBoundary": values.permissionsBoundary,
    ...signingNames(values),
    "names.role": values.rolePattern,
    "names.secret": values.secretPattern,
  };
  const holes = [...text.matchAll(TEMPLATE)].map(([, name = ""]) => name);
  if (holes.some((name) => names[name] === undefined)) return undefined;
  return text.replace(TEMPLATE, (hole, name: string) => names[name] ?? hole);
}
