import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { FOLDED, planText } from "../../../src/cli/render/plan.ts";
import { partsOf } from "../../../src/cli/render/plan-parts.ts";
import { type Style, styleOf } from "../../../src/cli/render/style.ts";
import { isJsonObject, type Json } from "../../../src/core/json.ts";
import { LONG_ARN, PLAN } from "./plan-fixture.ts";

function styleAt(columns: number, accessible = false): Style {
  const stream = Object.assign(new PassThrough(), { columns, isTTY: true });
  return styleOf(stream, {}, { color: false, accessible });
}

/** Lines that are too wide, unless for one word that is wider by itself: the terminal wraps it, and it can be copied. */
function tooWide(text: string, columns: number): string[] {
  const longest = (line: string) => Math.max(...line.split(" ").map((word) => word.length));
  return text
    .split("\n")
    .filter((line) => line.length > columns && line.trimStart().length - longest(line) > 14);
}

/** Every string that an engineer may have to read or copy. */
function stringsOf(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return isJsonObject(value) ? Object.values(value).flatMap(stringsOf) : [];
}

const squeezed = (text: string) => text.replace(/\s+/g, "");

describe.each([60, 80, 140])("a plan at %i columns", (columns) => {
  test.each([
    ["folded", FOLDED],
    ["everything", "all" as const],
    ["everything unfolded by hand", new Set(partsOf(PLAN).map(({ id }) => id))],
  ])("%s: no line is wider", (_, unfolded) => {
    expect(tooWide(planText(PLAN, styleAt(columns), unfolded), columns)).toEqual([]);
  });

  test("in full nothing is lost: names, documents, reasons, warnings", () => {
    const text = squeezed(planText(PLAN, styleAt(columns), "all"));
    const { phases, warnings, isolation, digest } = PLAN;
    const stages = phases.flatMap((phase) => phase.stages);
    const steps = stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : []));
    const probes = stages.flatMap((stage) => (stage.type === "probes" ? stage.probes : []));
    const wanted = [
      ...steps.flatMap(({ title, calls }) => [title, ...calls.flatMap(({ input }) => stringsOf(input))]),
      ...steps.flatMap(({ reasons }) => Object.values(reasons ?? {})),
      ...probes.flatMap(({ title, reason }) => [title, reason]),
      ...warnings,
      ...stringsOf(isolation?.reach),
      digest,
    ];
    expect(wanted.filter((part) => !text.includes(squeezed(part)))).toEqual([]);
  });
});

test("a name is never cut, nor broken over lines", () => {
  const text = planText(PLAN, styleAt(60), "all");
  expect(text).toContain(LONG_ARN);
  expect(text).toContain("partner-files-of-a-company-with-a-long-name/acme/incoming/orders-and-invoices/");
  expect(text).not.toContain("…");
});

test("documents that were wrapped are still the same JSON", () => {
  const text = planText(PLAN, styleAt(60), "all");
  const from = text.indexOf("{", text.indexOf("iam:CreateRole"));
  const document: unknown = JSON.parse(text.slice(from, text.indexOf("\n          }", from) + 12));
  expect(document).toMatchObject({
    AssumeRolePolicyDocument: {
      Statement: [{ Condition: { ArnEquals: { "aws:SourceArn": LONG_ARN } } }],
    },
  });
});

describe("folding", () => {
  const folded = planText(PLAN, styleAt(80), FOLDED);

  test("folded: what is called, and why, without the documents", () => {
    expect(folded).toMatch(/… iam:CreateRole$/m);
    expect(folded).toContain("VendorAcmeList: The partner lists its own folder.");
    expect(folded).not.toContain("AssumeRolePolicyDocument");
    expect(folded).not.toContain("s3.list");
  });

  test.each(partsOf(PLAN).map((part) => [part.title, part.id]))("unfolding %s shows more", (_, id) => {
    const open = planText(PLAN, styleAt(80), new Set([id]));
    expect(open.length).toBeGreaterThan(folded.length);
    expect(planText(PLAN, styleAt(80), new Set())).toBe(folded);
  });
});

test("what happens is told by signs as well as by colour, and by words to a screen reader", () => {
  const lines = (style: Style) =>
    planText(PLAN, style, FOLDED)
      .split("\n")
      .filter((line) => /^ {2}(\S )?(create|change|adopt|remove) /.test(line));
  expect(lines(styleAt(80)).map((line) => line.slice(0, 10))).toEqual([
    "  + create",
    "  ~ change",
    "  > adopt ",
    "  - remove",
  ]);
  expect(lines(styleAt(80, true)).map((line) => line.slice(0, 8))).toEqual([
    "  create",
    "  change",
    "  adopt ",
    "  remove",
  ]);
  expect(planText(PLAN, styleAt(80, true), "all")).toContain("must be refused: list the prefix of a sibling");
});

test("a plan of no changes says so", () => {
  expect(planText({ ...PLAN, phases: [] }, styleAt(80), "all")).toContain("No changes");
});
