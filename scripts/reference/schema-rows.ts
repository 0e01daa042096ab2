import { type Cell, worded } from "../../src/cli/page/tree.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";

/** Rows of a table of a JSON Schema's members: path, what it takes, what it means. */
export function schemaRows(schema: Json, path = ""): readonly (readonly Cell[])[] {
  if (!isJsonObject(schema)) return [];
  const alternatives = [schema, ...listOf(schema.anyOf)].filter(isJsonObject);
  const required = new Set(alternatives.flatMap((one) => listOf(one.required)));
  const seen = new Set<string>();
  return alternatives.flatMap((one) => [
    ...Object.entries(isJsonObject(one.properties) ? one.properties : {}).flatMap(([name, member]) => {
      const at = path === "" ? name : `${path}.${name}`;
      // Members that alternatives share are told once.
      if (seen.has(at)) return [];
      seen.add(at);
      return [rowOf(at, member, required.has(name)), ...schemaRows(member, at)];
    }),
    ...(isJsonObject(one.additionalProperties) ? schemaRows(one.additionalProperties, `${path}.NAME`) : []),
    ...(isJsonObject(one.items) ? schemaRows(one.items, `${path}[]`) : []),
  ]);
}

function rowOf(path: string, member: Json, required: boolean): readonly Cell[] {
  const schema = isJsonObject(member) ? member : {};
  const { description = "", default: fallback } = schema;
  const notes = [
    ...(required && fallback === undefined ? ["required"] : []),
    ...(fallback === undefined ? [] : [`default ${JSON.stringify(fallback)}`]),
  ];
  return [{ code: path }, [typeOf(schema), ...notes].join("; "), worded(String(description))];
}

function typeOf(schema: JsonObject): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (Array.isArray(schema.anyOf))
    return [...new Set(schema.anyOf.filter(isJsonObject).map(typeOf))].join(" or ");
  if (schema.type === "array") {
    const items = isJsonObject(schema.items) ? typeOf(schema.items) : "anything";
    return `list of ${items}`;
  }
  if (schema.type === "object") return "mapping";
  return schema.type === "string" ? "text" : String(schema.type ?? "anything");
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
