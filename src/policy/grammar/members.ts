import { isJsonObject } from "../../core/json.ts";
import { type Report, textsOf } from "./report.ts";

/** Actions that each kind of document may name; identity policies may name any. */
const VENDOR: Readonly<Partial<Record<Report["kind"], string>>> = {
  trust: "sts",
  bucket: "s3",
  key: "kms",
  secret: "secretsmanager",
};

/** `Action` or `NotAction`. */
export function checkActions(value: unknown, field: string, report: Report): void {
  const vendor = VENDOR[report.kind];
  for (const action of textsOf(value, field, report) ?? []) {
    const [prefix, name, ...rest] = action.split(":");
    if (action === "*" && report.kind !== "trust") continue;
    if (name === undefined || rest.length > 0 || !/^[A-Za-z0-9-]+$/.test(prefix ?? ""))
      report.add(
        field,
        `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: "${action}"`,
      );
    else if (!/^[A-Za-z0-9*?]+$/.test(name)) report.add(field, `invalid action "${action}"`);
    else if (vendor !== undefined && prefix?.toLowerCase() !== vendor)
      report.add(field, vendorMessage(report.kind, action));
  }
}

function vendorMessage(kind: Report["kind"], action: string): string {
  return kind === "trust"
    ? `AssumeRole policy may only specify STS AssumeRole actions: "${action}"`
    : `Policy has invalid action "${action}"`;
}

/** `Resource` or `NotResource`. */
export function checkResources(value: unknown, field: string, report: Report): void {
  for (const resource of textsOf(value, field, report) ?? []) {
    const problem =
      report.kind === "bucket" ? bucketResource(resource, report.bucket) : anyResource(resource);
    if (problem !== undefined) report.add(field, `${problem}: "${resource}"`);
  }
}

const VARIABLE = /\$\{[^}]*\}/g;

function anyResource(resource: string): string | undefined {
  if (resource === "*") return undefined;
  const [arn, partition = "", vendor = "", , account = "", ...rest] = resource
    .replace(VARIABLE, "*")
    .split(":");
  if (arn !== "arn" || rest.length === 0 || rest.join(":") === "")
    return 'Resource must be in ARN format or "*"';
  if (!/^(aws|aws-cn|aws-us-gov|\*)$/.test(partition))
    return `Partition "${partition}" is not valid for resource`;
  if (!/^[a-z0-9-]+$/.test(vendor))
    return "Resource vendor must be fully qualified and cannot contain regexes";
  if (!/^(\d{12}|aws|)$|[*?]/.test(account)) return `account "${account}" is not valid for resource`;
  return undefined;
}

/** S3 takes only the bucket that the policy belongs to, and its objects. */
function bucketResource(resource: string, bucket: string | undefined): string | undefined {
  const named = /^arn:(aws|aws-cn|aws-us-gov):s3:::([^/]+)(\/.*)?$/.exec(resource)?.[2];
  if (named === undefined || named === "*" || (bucket !== undefined && named !== bucket))
    return "Policy has invalid resource";
  return undefined;
}

/** `Principal` or `NotPrincipal`. */
export function checkPrincipals(value: unknown, field: string, report: Report): void {
  if (value === "*") return;
  if (!isJsonObject(value) || Object.keys(value).length === 0) {
    report.add(field, `${field} must be "*" or an object of principals by type`);
    return;
  }
  for (const [type, names] of Object.entries(value)) {
    const check = Object.hasOwn(PRINCIPALS, type) ? PRINCIPALS[type] : undefined;
    if (check === undefined || (type === "CanonicalUser" && report.kind !== "bucket")) {
      report.add(`${field}.${type}`, `Invalid principal type "${type}" in policy`);
      continue;
    }
    for (const name of textsOf(names, `${field}.${type}`, report) ?? [])
      if (!check.test(name))
        report.add(`${field}.${type}`, `Invalid principal in policy: "${type}":"${name}"`);
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const PRINCIPALS: Readonly<Record<string, RegExp>> = {
  AWS: /^(\*|\d{12}|(AROA|AIDA)[A-Z0-9]{12,}|arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)|arn:aws[a-z-]*:sts::\d{12}:(assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)|arn:aws[a-z-]*:iam::cloudfront:user\/.+)$/,
  Service: /^([a-z0-9-]+\.)+amazonaws\.com(\.cn)?$/,
  Federated:
    /^(arn:aws[a-z-]*:iam::\d{12}:(saml-provider\/[\w.-]+|oidc-provider\/[\w./:-]+)|cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/,
  CanonicalUser: /^[0-9a-f]{64}$/,
};
