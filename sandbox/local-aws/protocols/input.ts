import type { z } from "zod";
import { AwsFault } from "../fault.ts";

/** The codes by which a protocol refuses an input. */
export interface InputCodes {
  /** A constraint of the model is violated. */
  readonly constraint: string;
  /** A member has the wrong type. */
  readonly type: string;
}

/**
 * Checks an input against its schema, in AWS's words.
 * @param sensitive top-level members whose values must not be echoed
 * @throws AwsFault `codes.constraint` or `codes.type`, 400, listing every problem
 */
export function parseInput<I>(
  schema: z.ZodType<I>,
  raw: unknown,
  codes: InputCodes,
  sensitive: readonly string[] = [],
): I {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues;
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  if (unknown.length > 0) {
    throw new AwsFault(codes.constraint, 400, `Unknown parameter in input: ${unknown.join(", ")}`);
  }
  const mistyped = issues.find(
    (issue) => issue.code === "invalid_type" && valueAt(raw, issue.path) !== undefined,
  );
  if (mistyped?.code === "invalid_type") {
    throw new AwsFault(
      codes.type,
      400,
      `Member ${memberName(mistyped.path)} must be of type ${mistyped.expected}`,
    );
  }
  const details = issues.map((issue) => {
    const secret = sensitive.includes(String(issue.path[0]));
    return `Value ${secret ? "'***'" : shown(valueAt(raw, issue.path))} at '${memberName(issue.path)}' failed to satisfy constraint: ${constraintOf(issue)}`;
  });
  const plural = details.length === 1 ? "error" : "errors";
  throw new AwsFault(
    codes.constraint,
    400,
    `${details.length} validation ${plural} detected: ${details.join("; ")}`,
  );
}

function constraintOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return "Member must not be null";
    case "too_big":
      return `Member must have ${sizeWord(issue.origin)} less than or equal to ${issue.maximum}`;
    case "too_small":
      return `Member must have ${sizeWord(issue.origin)} greater than or equal to ${issue.minimum}`;
    case "invalid_format":
      return issue.pattern === undefined
        ? issue.message
        : `Member must satisfy regular expression pattern: ${patternText(issue.pattern)}`;
    case "invalid_value":
      return `Member must satisfy enum value set: [${issue.values.join(", ")}]`;
    default:
      return issue.message;
  }
}

function sizeWord(origin: string): string {
  return origin === "string" || origin === "array" ? "length" : "value";
}

/** Zod keeps `/^…$/u` as text; AWS shows the inner pattern. */
function patternText(pattern: string): string {
  return pattern.replace(/^\/\^?/, "").replace(/\$?\/[a-z]*$/, "");
}

function memberName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `${part + 1}.member` : lowerFirst(String(part))))
    .join(".");
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function shown(value: unknown): string {
  if (value === undefined) return "null";
  return typeof value === "string" ? `'${value}'` : `'${JSON.stringify(value)}'`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = raw;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
