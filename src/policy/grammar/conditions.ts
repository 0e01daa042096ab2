import { isJsonObject } from "../../core/json.ts";
import { rangeOf } from "../conditions/addresses.ts";
import { parseOperator } from "../conditions/operators.ts";
import { dateOf, numberOf } from "../conditions/order.ts";
import { hasVariable } from "../variables.ts";
import type { Report } from "./report.ts";

const KEY = /^[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9./_-]*:\S.*$/;

/** A statement's `Condition`: known operators, keys with a vendor, values that the operator can read. */
export function checkConditions(value: unknown, field: string, report: Report): void {
  if (!isJsonObject(value)) {
    report.add(field, `${field} must be an object`);
    return;
  }
  for (const [name, block] of Object.entries(value)) {
    const at = `${field}.${name}`;
    const parsed = parseOperator(name);
    if (parsed === undefined) report.add(at, `Invalid Condition type : ${name}.`);
    else if (!isJsonObject(block)) report.add(at, `${at} must be an object of condition keys`);
    else checkKeys(parsed.name, block, at, report);
  }
}

function checkKeys(
  operator: string,
  block: Readonly<Record<string, unknown>>,
  at: string,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [key, values] of Object.entries(block)) {
    if (!KEY.test(key))
      report.add(at, `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: "${key}"`);
    if (seen.has(key.toLowerCase())) report.add(at, `Duplicate condition key "${key}"`);
    seen.add(key.toLowerCase());
    for (const value of Array.isArray(values) ? values : [values]) {
      const problem = valueProblem(operator, value);
      if (problem !== undefined) report.add(`${at}.${key}`, `${problem}: ${JSON.stringify(value)}`);
    }
  }
}

function valueProblem(operator: string, value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return "a condition value must be a string, a number or a boolean";
  const text = String(value);
  if (hasVariable(text)) return undefined;
  if (operator === "Bool" || operator === "Null")
    return /^(true|false)$/i.test(text) ? undefined : `${operator} takes true or false`;
  if (operator.startsWith("Numeric")) return numberOf(text) === undefined ? "no number" : undefined;
  if (operator.startsWith("Date")) return dateOf(text) === undefined ? "no date" : undefined;
  if (operator.endsWith("IpAddress"))
    return rangeOf(text) === undefined ? "no IP address or range" : undefined;
  if (operator.startsWith("Arn"))
    return text === "*" || /^(arn|\*)(:[^:]*){4}:/.test(text) ? undefined : "no ARN";
  return undefined;
}
