import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { type DocumentKind, namesPrincipals } from "./grammar/report.ts";
import { listOf } from "./values.ts";

/** Where a value is inside a file. */
export type Path = readonly (string | number)[];

/** A policy document somewhere inside another value. */
export interface FoundDocument {
  readonly path: Path;
  readonly document: JsonObject;
}

/** Every policy document in a value: an object with `Statement`, at whatever depth. */
export function findDocuments(value: Json, path: Path = []): readonly FoundDocument[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findDocuments(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  if ("Statement" in value) return [{ path, document: value }];
  return Object.entries(value).flatMap(([key, member]) => findDocuments(member, [...path, key]));
}

const KIND_OF_VENDOR: Readonly<Record<string, DocumentKind>> = {
  sts: "trust",
  s3: "bucket",
  kms: "key",
  secretsmanager: "secret",
};

/**
 * What a document is attached to, as far as it shows: one that names principals belongs to what its actions are
 * about, and one that names none to an identity.
 */
export function kindOf({ Statement }: JsonObject): DocumentKind {
  const statements = [Statement].flat().filter(isJsonObject);
  if (!statements.some((statement) => "Principal" in statement || "NotPrincipal" in statement))
    return "identity";
  const vendors = statements.flatMap(({ Action, NotAction }) =>
    [...listOf(Action), ...listOf(NotAction)].map((action) => action.split(":")[0]?.toLowerCase() ?? ""),
  );
  const kinds = new Set(vendors.flatMap((vendor) => KIND_OF_VENDOR[vendor] ?? []));
  const [kind] = kinds;
  return kind !== undefined && namesPrincipals(kind) ? kind : "bucket";
}

/**
 * The path that a problem's field (`Statement[0].Condition.StringLike.s3:prefix`) names in its document. Keys may hold
 * dots; what is not there ends the path.
 */
export function pathOf(field: string, document: Json): Path {
  const path: (string | number)[] = [];
  let value: Json | undefined = document;
  let rest = field;
  while (rest !== "" && value !== undefined) {
    const index: string | undefined = /^\[(\d+)\]\.?/.exec(rest)?.[0];
    if (index !== undefined) {
      rest = rest.slice(index.length);
      if (!Array.isArray(value)) continue;
      const position: number = Number.parseInt(index.slice(1), 10);
      path.push(position);
      value = value[position];
      continue;
    }
    const key: string | undefined = isJsonObject(value) ? memberOf(value, rest) : undefined;
    if (key === undefined) break;
    path.push(key);
    value = isJsonObject(value) ? value[key] : undefined;
    rest = rest.slice(key.length).replace(/^\./, "");
  }
  return path;
}

function memberOf(value: JsonObject, rest: string): string | undefined {
  return Object.keys(value)
    .filter((key) => rest === key || rest.startsWith(`${key}.`) || rest.startsWith(`${key}[`))
    .sort((a, b) => b.length - a.length)[0];
}
