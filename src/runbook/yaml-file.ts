import { readFileSync } from "node:fs";
import { isMap, isNode, isPair, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { type Problem, vendorError } from "../core/errors.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { meantOrKnown } from "../core/suggest.ts";

// Each file is checked once: compiling its schema to code first takes longer than it saves.
z.config({ jitless: true });

/** A YAML text with the place of each of its values. */
export interface YamlFile {
  readonly file: string;
  readonly value: Json;
  /** 1-based line and column of the value at `path`, or of its nearest parent that exists. */
  locate(path: readonly PropertyKey[]): { readonly line: number; readonly column: number };
}

type Place = { readonly line: number; readonly column: number };

/**
 * Reads a YAML file. Anchors and merge keys are resolved; duplicate keys and custom tags are refused.
 * @throws VendorError `fileUnreadable`, or `fileInvalid` with every syntax error and its line
 */
export function readYaml(file: string): YamlFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw vendorError("fileUnreadable", { file }, { cause });
  }
  return parseYaml(text, file);
}

/** Like {@link readYaml}, from a text; `file` is the name that problems carry. */
export function parseYaml(text: string, file: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, merge: true, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      message: (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, ""),
      file,
      ...placeAt(error.pos[0]),
    }));
    throw vendorError("fileInvalid", { file }, { problems });
  }
  return {
    file,
    value: (document.toJS() ?? null) as Json,
    locate: (path) => placeAt(offsetOf(document.contents, path)),
  };
}

/** Offset of the key (for members) or item at `path`, walking as far down as the document goes. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && String(item.key) === String(step));
      if (!pair) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isNode(node) && "items" in node && Array.isArray(node.items)) {
      node = node.items[Number(step)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/**
 * Checks a file against a schema and reports all problems at once, each with its line and,
 * for a misspelt key, what was probably meant.
 * @throws VendorError `fileInvalid`
 */
export function checkYaml<T>(yaml: YamlFile, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return parsed.data;
  const shape = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as Json;
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, yaml, shape));
  throw vendorError("fileInvalid", { file: yaml.file }, { problems });
}

function problemsOf(issue: z.core.$ZodIssue, yaml: YamlFile, shape: Json): Problem[] {
  if (issue.code !== "unrecognized_keys") {
    const missing = issue.code === "invalid_type" && isAbsent(yaml.value, issue.path);
    return [problemAt(yaml, issue.path, missing ? "Needed and not given." : issue.message)];
  }
  const known = keysAt(shape, issue.path);
  return issue.keys.map((key) => {
    const hint = known.length > 0 ? meantOrKnown(key, known, "keys") : undefined;
    return problemAt(yaml, [...issue.path, key], `Unknown key "${key}".`, hint);
  });
}

function isAbsent(value: Json | undefined, path: readonly PropertyKey[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined;
  if (Array.isArray(value)) return isAbsent(value[Number(step)], rest);
  return !isJsonObject(value) || isAbsent(value[String(step)], rest);
}

/** A problem of the value at `path` of a file. */
export function problemAt(
  yaml: YamlFile,
  path: readonly PropertyKey[],
  message: string,
  hint?: string,
): Problem {
  return {
    message,
    field: path.map(String).join("."),
    file: yaml.file,
    ...yaml.locate(path),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The keys that a JSON Schema allows at `path`. */
function keysAt(shape: Json, path: readonly PropertyKey[]): string[] {
  let node: Json | undefined = shape;
  for (const step of path) {
    if (!isJsonObject(node)) return [];
    const properties: Json | undefined = node.properties;
    node =
      (isJsonObject(properties) ? properties[String(step)] : undefined) ??
      (typeof step === "number" ? node.items : undefined) ??
      node.additionalProperties;
  }
  return isJsonObject(node) && isJsonObject(node.properties) ? Object.keys(node.properties) : [];
}
