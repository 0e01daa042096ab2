import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RootContent } from "mdast";
import { parse } from "yaml";
import { z } from "zod";
import { markdownOf } from "../../src/cli/page/markdown.ts";
import { type Cell, page, paragraph, section, tableOf, type Words, worded } from "../../src/cli/page/tree.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";
import { kinds } from "../../src/resources/registry.ts";
import { jsonSchemas } from "../../src/runbook/json-schema.ts";
import { listRunbooks, type Runbook } from "../../src/runbook/runbooks.ts";
import { schemaRows } from "./schema-rows.ts";

/** Where the reference of the runbooks is. */
export const RUNBOOKS_PAGE = "docs/runbooks.md";

/** `docs/runbooks.md`: each shipped runbook, what a runbook's file holds, and the kinds of resource. */
export function runbooksPage(root: string): string {
  const folder = join(root, "runbooks");
  const runbooks = listRunbooks({ own: [], shipped: folder });
  const intro = paragraph(
    ...worded(
      "Made from the files in `runbooks/`, their schema and the kinds of resource, by `npm run generate`. `vendor runbook show NAME` prints what a runbook asks for; [tutorial-runbook.md](tutorial-runbook.md) makes a new one.",
    ),
  );
  const members = schemaRows(jsonSchemas()["runbook.schema.json"] ?? {});
  return markdownOf(
    page(
      "Runbooks",
      [
        intro,
        tableOf(
          ["runbook", "version", ""],
          runbooks.map(({ name, version, title }) => [{ code: name }, version, title]),
        ),
      ],
      ...runbooks.map((runbook) => runbookSection(runbook, readRaw(join(folder, `${runbook.name}.yaml`)))),
      section("What the file of a runbook holds", tableOf(["member", "takes", "meaning"], members)),
      section(
        "Kinds of resource",
        ...[...kinds.values()].flatMap((kind) =>
          kindPart(
            kind.name,
            z.toJSONSchema(kind.schema, { io: "input", unrepresentable: "any" }) as Json,
            kind.outputs,
          ),
        ),
      ),
    ),
  );
}

function readRaw(file: string): JsonObject {
  const value = parse(readFileSync(file, "utf8"), { merge: true }) as Json;
  return isJsonObject(value) ? value : {};
}

function runbookSection(
  { name, title, description, inputs }: Runbook,
  raw: JsonObject,
): readonly RootContent[] {
  const resources = Object.entries(membersOf(raw.resources));
  const access = membersOf(raw.access);
  const statements = resources.flatMap(([id, resource]) =>
    statementsIn(resource).map((statement) => statementRow(id, statement)),
  );
  return section(
    `${name}: ${title}`,
    paragraph(...worded(description)),
    heading("It asks for"),
    tableOf(
      ["input", "type", "meaning"],
      inputs.map((input) => [
        { code: input.name },
        [
          input.choices?.map(({ value }) => value).join(" | ") ?? input.type,
          input.required ? "required" : "",
          input.default === undefined ? "" : `default ${input.default}`,
        ]
          .filter((part) => part !== "")
          .join("; "),
        worded(input.help),
      ]),
    ),
    heading("It makes"),
    tableOf(
      ["resource", "kind", "where"],
      resources
        .filter(([, resource]) => !(isJsonObject(resource) && resource.canary === true))
        .map(([id, resource]) => [
          { code: id },
          { code: String(membersOf(resource).kind) },
          whenOf(resource),
        ]),
    ),
    heading("What it permits, and why"),
    tableOf(["resource", "statement", "", "actions", "reason", "where"], statements),
    heading("How access is tested"),
    paragraph("Groups of probes (", { code: "docs/access-test.md" }, "): ", ...namesOf(access.probes), "."),
    paragraph("Before the test these must answer without a break: ", ...namesOf(access.gates), "."),
    paragraph("After the freeze these must be refused without a break: ", ...namesOf(access.death), "."),
  );
}

function kindPart(
  name: string,
  schema: Json,
  outputs: Readonly<Record<string, string>>,
): readonly RootContent[] {
  const known = Object.entries(outputs);
  return [
    { type: "heading", depth: 3, children: [{ type: "inlineCode", value: name }] },
    tableOf(["property", "takes", "meaning"], schemaRows(schema)),
    ...(known.length === 0
      ? []
      : [
          tableOf(
            ["output", "meaning"],
            known.map(([output, meaning]) => [{ code: `\${resources.ID.${output}}` }, meaning]),
          ),
        ]),
  ];
}

/** Everything below a resource that is a statement of a policy: it has an action and says why. */
function statementsIn(value: Json): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (!isJsonObject(value)) return [];
  if (value.reason !== undefined && value.Action !== undefined) return [value];
  return Object.values(value).flatMap(statementsIn);
}

function statementRow(id: string, statement: JsonObject): readonly Cell[] {
  return [
    { code: id },
    { code: String(statement.Sid) },
    String(statement.Effect),
    { code: [statement.Action ?? []].flat().map(itemText).join(", ") },
    worded(String(statement.reason)),
    whenOf(statement),
  ];
}

/** An item of a list that may be there only under a condition. */
function itemText(item: Json): string {
  return isJsonObject(item) ? String(item.value) : String(item);
}

function namesOf(items: Json | undefined): readonly Words[] {
  const names = Array.isArray(items)
    ? items.map((item) => (isJsonObject(item) ? (item.group ?? item.probe) : item))
    : [];
  return [...new Set(names.map(String))].flatMap((name, index): Words[] => [
    ...(index === 0 ? [] : [", "]),
    { code: name },
  ]);
}

function whenOf(value: Json): string {
  const { when = "always" } = membersOf(value);
  return [when].flat().join(" and ");
}

function membersOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function heading(value: string): RootContent {
  return { type: "heading", depth: 3, children: [{ type: "text", value }] };
}
