import { h } from "hastscript";
import type { Json } from "../../../core/json.ts";
import type { Difference } from "../../../core/plan.ts";
import { shown, timeText } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import { isSame, type PlanChange } from "../../report/changes.ts";
import type { RunFacts } from "../../report/facts.ts";
import { badge, bullets, type Content, code, details, table } from "./parts.ts";

/** What each run's plan asked for that the one before it did not, newest first. */
export function changesContent(runs: readonly RunFacts[]): readonly Content[] {
  return runs.flatMap(({ record, change, since }, index) => {
    if (change === undefined) return [];
    const title = h("span", [
      `${timeText(record.startedAt)}: `,
      summaryOf(change, since),
      ...(since === undefined ? [] : [" since ", code(since)]),
    ]);
    const content = changeContent(change);
    if (content.length === 0) return [h("p", [title])];
    const element = details([title], ...content);
    const recent = runs.slice(0, index).every((run) => run.change === undefined);
    return [recent ? { ...element, properties: { ...element.properties, open: true } } : element];
  });
}

function summaryOf(change: PlanChange, since: string | undefined): string {
  const { choices, added, removed, changed } = change;
  if (since === undefined) return `the first plan, ${counted(added.length, "resource")}`;
  if (isSame(change)) return "nothing changed";
  return [
    ...(choices.length === 0 ? [] : [counted(choices.length, "choice")]),
    ...(added.length === 0 ? [] : [`${counted(added.length, "resource")} more`]),
    ...(removed.length === 0 ? [] : [`${counted(removed.length, "resource")} less`]),
    ...(changed.length === 0 ? [] : [`${counted(changed.length, "resource")} changed`]),
  ].join(", ");
}

function changeContent({ choices, added, removed, changed }: PlanChange): readonly Content[] {
  const signed = [
    ...added.map((title) => h("span", [badge("good", "added"), ` ${title}`])),
    ...removed.map((title) => h("span", [badge("bad", "taken away"), ` ${title}`])),
  ];
  return [
    ...(signed.length === 0 ? [] : [bullets(signed)]),
    ...(choices.length === 0 ? [] : [differenceTable("Choices", choices)]),
    ...changed.map(({ title, differences }) => differenceTable(title, differences)),
  ];
}

function differenceTable(title: string, differences: readonly Difference[]) {
  return table(
    title,
    ["Member", "Before", "After"],
    differences.map(({ path, live, desired }) => [path, valueText(live), valueText(desired)]),
  );
}

function valueText(value: Json | undefined): Content {
  if (value === undefined) return "nothing";
  if (typeof value !== "object" || value === null) return code(shown(value));
  return h("pre", [h("code", JSON.stringify(value, undefined, 2))]);
}
