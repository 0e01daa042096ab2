import { matchAction } from "../match.ts";
import { accountArn } from "../principal.ts";
import type { Statement } from "../types.ts";
import { listOf } from "../values.ts";
import { accountOf, conditionsOn, type LintContext, principalsOf, type StatementRule } from "./finding.ts";

/** A key policy that hands the decision to its own account has to name all actions. */
function isDelegation(statement: Statement, { kind, options }: LintContext): boolean {
  const names = principalsOf(statement, "AWS").map(accountArn);
  const own = names.every(
    (name) => name.endsWith(":root") && accountOf(name) === (options.account ?? accountOf(name)),
  );
  return kind === "key" && names.length > 0 && own;
}

const wildcardAction: StatementRule = {
  rule: "wildcard-action",
  severity: "error",
  check: (statement, context) =>
    isDelegation(statement, context)
      ? []
      : listOf(statement.Action)
          .filter((action) => /[*?]/.test(action))
          .map((action) => `allows the wildcard action ${action}: name each action`),
};

const wildcardResource: StatementRule = {
  rule: "wildcard-resource",
  severity: "error",
  check: ({ Action, Resource }, { kind, options }) => {
    const unscoped = listOf(Action).every((action) => options.unscopedActions?.includes(action));
    const itself = kind === "key" || kind === "secret";
    return listOf(Resource)
      .filter((resource) => !(resource === "*" && (itself || unscoped)) && isBroad(resource))
      .map((resource) => `allows the wildcard resource ${resource}: name the resource`);
  },
};

/** Whether a resource leaves open what it names: everything, every bucket, every object of a bucket, every secret. */
function isBroad(resource: string): boolean {
  if (resource === "*") return true;
  const [, partition = "", service = "", region = "", account = "", ...rest] = resource.split(":");
  if (/[*?]/.test(partition + service + region + account)) return true;
  const name = rest.join(":");
  if (service === "s3") return /^[^/]*[*?]|^[^/]+\/\*+$/.test(name);
  return /^([\w-]+[:/])?\*+$/.test(name);
}

const negativeAllow: StatementRule = {
  rule: "negative-allow",
  severity: "error",
  check: (statement) =>
    ["NotAction", "NotResource", "NotPrincipal"]
      .filter((member) => statement[member] !== undefined)
      .map((member) => `allows with ${member}: whatever AWS adds later is allowed too`),
};

const publicPrincipal: StatementRule = {
  rule: "public-principal",
  severity: "error",
  check: (statement) =>
    principalsOf(statement, "AWS").includes("*") ? ['allows everyone (Principal "*")'] : [],
};

const listScope: StatementRule = {
  rule: "list-without-prefix",
  severity: "error",
  check: (statement) => {
    const lists = ["s3:ListBucket", "s3:ListBucketVersions"].filter((action) =>
      listOf(statement.Action).some((pattern) => matchAction(pattern, action)),
    );
    const held = conditionsOn(statement, "s3:prefix").some(({ operator }) =>
      /^String(Like|Equals)$/.test(operator),
    );
    return held
      ? []
      : lists.map((action) => `allows ${action} without StringLike or StringEquals on s3:prefix`);
  },
};

const listIfExists: StatementRule = {
  rule: "list-if-exists",
  severity: "error",
  check: (statement) =>
    conditionsOn(statement, "s3:prefix")
      .filter(({ operator }) => /IfExists$|^ForAllValues:/.test(operator))
      .map(({ operator }) => `${operator} on s3:prefix also holds for a list without a prefix`),
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
const listUploads: StatementRule = {
  rule: "list-uploads",
  severity: "error",
  check: ({ Action }) =>
    listOf(Action).some((pattern) => matchAction(pattern, "s3:ListBucketMultipartUploads"))
      ? ["allows s3:ListBucketMultipartUploads, which s3:prefix does not govern"]
      : [],
};

const barePrefix: StatementRule = {
  rule: "bare-prefix",
  severity: "error",
  check: (statement) => {
    const objects = listOf(statement.Resource).filter((resource) =>
      /^arn:[\w-]+:s3:::[^/]+\/.*[^/*]\*$/.test(resource),
    );
    const prefixes = conditionsOn(statement, "s3:prefix")
      .flatMap(({ values }) => values)
      .filter((value) => !/[^*?]\/\*?$/.test(value));
    return [...objects, ...prefixes].map(
      (text) => `"${text}" also covers neighbours that begin alike: end it with a slash`,
    );
  },
};

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen */
const secretSuffix: StatementRule = {
  rule: "secret-suffix",
  severity: "error",
  check: ({ Resource }) =>
    listOf(Resource)
      .filter((resource) => /^arn:[\w-]+:secretsmanager:.*:secret:.*\*$/.test(resource))
      .map((resource) => `"${resource}" also covers longer names: end it with -??????`),
};

const principalTag: StatementRule = {
  rule: "principal-tag",
  severity: "error",
  check: ({ Condition, Resource, NotResource }) =>
    /aws:PrincipalTag\//i.test(JSON.stringify([Condition, Resource, NotResource]))
      ? ["isolates by aws:PrincipalTag, which partners can set themselves"]
      : [],
};

const missingSid: StatementRule = {
  rule: "missing-sid",
  severity: "warning",
  check: ({ Sid }) => (Sid ? [] : ["has no Sid, so its reason cannot be looked up"]),
};

/** Rules about how far an Allow reaches. */
export const SCOPE_RULES: readonly StatementRule[] = [
  wildcardAction,
  wildcardResource,
  negativeAllow,
  publicPrincipal,
  listScope,
  listIfExists,
  listUploads,
  barePrefix,
  secretSuffix,
  principalTag,
  missingSid,
];
