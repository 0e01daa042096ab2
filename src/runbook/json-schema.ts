import { z } from "zod";
import type { Json } from "../core/json.ts";
import { configSchema } from "./config.ts";
import { partnerFileSchema } from "./partner-file.ts";
import { runbookSchema } from "./schema.ts";

/** The JSON Schemas that editors check and complete YAML files with, by file name. */
export function jsonSchemas(): Readonly<Record<string, Json>> {
  return {
    "runbook.schema.json": titled(runbookSchema, "vendor runbook"),
    "partner.schema.json": titled(partnerFileSchema, "vendor partner file"),
    "config.schema.json": titled(configSchema, "vendor.config.yaml"),
  };
}

function titled(schema: z.ZodType, title: string): Json {
  return {
    ...(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as { readonly [key: string]: Json }),
    title,
  };
}
