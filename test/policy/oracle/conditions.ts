import type { Principal, Statement } from "../../../src/policy/types.ts";
import type { Random } from "./random.ts";
import { OWN, type Topic } from "./topics.ts";

/** Keys that any request may have, by the operators that fit them. */
export const GLOBAL_KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:SecureTransport": ["true", "false"],
  "aws:SourceIp": ["203.0.113.7", "198.51.100.9", "2001:db8::7"],
  "aws:CurrentTime": ["2026-05-01T00:00:00Z", "2025-01-01T00:00:00Z"],
  "aws:MultiFactorAuthAge": ["60", "4000"],
  "aws:SourceArn": [
    `arn:aws:transfer:eu-central-1:${OWN}:user/s-0123/acme`,
    `arn:aws:transfer:eu-central-1:${OWN}:user/s-0123/bolt`,
  ],
  "aws:SourceVpce": ["vpce-1", "VPCE-1", "vpce-2"],
  "aws:PrincipalTag/team": ["acme", "bolt", "a*"],
  "aws:RequestedRegion": ["eu-central-1", "us-east-1"],
};

/** A multi-valued key. */
export const MANY = "aws:CalledVia";
/** Its values. */
export const MANY_VALUES = ["athena.amazonaws.com", "dynamodb.amazonaws.com", "cloudformation.amazonaws.com"];

const STRINGS = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
];
const NUMBERS = [
  "NumericEquals",
  "NumericNotEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
];
const DATES = [
  "DateEquals",
  "DateNotEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
];
const ARNS = ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"];

function operatorsOf(key: string): readonly string[] {
  if (key === "aws:SecureTransport") return ["Bool"];
  if (key === "aws:SourceIp") return ["IpAddress", "NotIpAddress"];
  if (key === "aws:CurrentTime") return DATES;
  if (key === "aws:SourceArn" || key === "aws:PrincipalArn") return [...ARNS, "StringLike"];
  if (key === "aws:MultiFactorAuthAge" || key === "s3:max-keys" || key === "s3:TlsVersion") return NUMBERS;
  return STRINGS;
}

function writtenFor(operator: string, values: readonly string[], random: Random): string {
  const value = random.pick(values);
  if (operator.endsWith("IpAddress"))
    return random.pick(["203.0.113.0/24", "198.51.100.9", "2001:db8::/32", "0.0.0.0/0", value]);
  if (operator.startsWith("Date"))
    return random.pick(["2026-01-01T00:00:00Z", value, "2030-12-31", "1767225600"]);
  if (operator.startsWith("Numeric")) return random.pick(["10", "100", "3600", "1.2", value]);
  if (operator.startsWith("Arn"))
    return random.pick([
      value,
      value.replace(/[^:/]+$/, "*"),
      value.replace("eu-central-1", "*"),
      value.replace(OWN, "?????????012"),
    ]);
  if (operator.includes("Like") && operator.startsWith("String"))
    return random.pick([
      value,
      `${value.slice(0, 4)}*`,
      `?${value.slice(1)}`,
      "*",
      value.toUpperCase(),
      "${aws:PrincipalTag/team}*",
    ]);
  if (operator.startsWith("String"))
    return random.pick([
      value,
      value,
      value.toUpperCase(),
      "${aws:PrincipalTag/team}",
      "${aws:PrincipalTag/team, 'acme'}",
    ]);
  return value;
}

/** A statement's conditions on keys that its requests may have: none, one or two. */
export function conditionOf(topic: Topic, principal: Principal, random: Random): Statement["Condition"] {
  const keys: Readonly<Record<string, readonly string[]>> = {
    ...GLOBAL_KEYS,
    ...topic.keys,
    ...principalArns(principal),
  };
  const condition: Record<string, Record<string, string | string[]>> = {};
  for (let count = random.below(3); count > 0; count -= 1) {
    const multi = random.chance(0.15);
    const key = multi ? MANY : random.pick([...Object.keys(keys), ...Object.keys(topic.keys)]);
    const values = multi ? MANY_VALUES : (keys[key] ?? []);
    let operator = random.pick(operatorsOf(key));
    if (random.chance(0.08)) {
      condition.Null = { ...condition.Null, [key]: random.pick(["true", "false"]) };
      continue;
    }
    const write = () => writtenFor(operator, values, random);
    const written = random.chance(0.3) ? [write(), write()] : write();
    if (multi) operator = `${random.pick(["ForAllValues", "ForAnyValue"])}:${operator}`;
    if (random.chance(0.15)) operator = `${operator}IfExists`;
    const casing = random.chance(0.1) ? key.toLowerCase() : key;
    condition[operator] = { ...condition[operator], [casing]: written };
  }
  return condition;
}

function principalArns(principal: Principal): Readonly<Record<string, readonly string[]>> {
  const arn =
    principal.type === "session" ? principal.roleArn : principal.type === "user" ? principal.arn : undefined;
  return arn === undefined ? {} : { "aws:PrincipalArn": [arn, `arn:aws:iam::${OWN}:role/vendor-bolt`] };
}
