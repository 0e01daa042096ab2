import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";

const PUBLISHED = new URL("../../runbooks/schema/event.schema.json", import.meta.url);
const validate = new Ajv({ allowUnionTypes: true, allErrors: true }).compile<object>(
  JSON.parse(readFileSync(fileURLToPath(PUBLISHED), "utf8")) as object,
);

/** A line of `--json`, read. @throws Error where it is not what the published schema promises */
export function readEventLine<T>(line: string): T {
  const event = JSON.parse(line) as object;
  if (validate(event)) return event as T;
  const { type } = JSON.parse(line) as { readonly type?: string };
  const told = (validate.errors ?? []).filter(({ keyword }) => keyword !== "const" && keyword !== "anyOf");
  const wrong = told.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(
    `An event of type "${type}" breaks its schema:\n${line}\n${[...new Set(wrong)].join("\n")}`,
  );
}
