import { join } from "node:path";
import { createGenerator } from "ts-json-schema-generator";

/** Where the schema of the lines that `--json` prints is committed. */
export const EVENT_SCHEMA = "runbooks/schema/event.schema.json";

/** That schema, from the types that the code is checked with. @param root absolute folder of the project */
export function eventSchema(root: string): string {
  const generator = createGenerator({
    path: join(root, "src/core/events.ts"),
    tsconfig: join(root, "tsconfig.json"),
    type: "EventLine",
    topRef: false,
    skipTypeCheck: true,
  });
  const schema = { ...generator.createSchema("EventLine"), title: "vendor: a line of --json" };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
