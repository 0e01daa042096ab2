import { h } from "hastscript";
import type { Access, Rule } from "../../report/access.ts";
import { badge, type Content, code, details, table } from "./parts.ts";

/** The address of a rule's place in the page. */
export function ruleAnchor(prefix: string, { id }: Rule): string {
  return `${prefix}-${id}`;
}

/** Every statement and grant with its reason, and its text to open. */
export function statementsContent({ rules, things }: Access, prefix: string): readonly Content[] {
  return [
    table(
      "Statements and grants",
      ["Statement", "Effect", "Who", "May or may not", "What", "Why it is needed"],
      rules.map((rule) => [
        h("a", { href: `#${ruleAnchor(prefix, rule)}` }, rule.name),
        badge(rule.effect === "Allow" ? "good" : "bad", rule.effect),
        listed(rule.who),
        listed(rule.actions),
        listed(rule.targets),
        rule.reason,
      ]),
      ["statements"],
    ),
    ...rules.map((rule) =>
      details(
        `${rule.name}, in the ${rule.document}`,
        // A browser opens what holds the target of a link.
        h("div", { id: ruleAnchor(prefix, rule) }, [
          h("p", rule.reason),
          h("pre", { tabIndex: 0, role: "group", ariaLabel: `${rule.name}, as it is written` }, [
            h("code", JSON.stringify(rule.source, undefined, 2)),
          ]),
        ]),
      ),
    ),
    details(
      `All ${things.length} resources`,
      table(
        "Resources",
        ["Resource", "ARN or pattern"],
        things.map(({ title, arn }) => [title, arn === undefined ? "-" : code(arn)]),
      ),
    ),
  ];
}

function listed(names: readonly string[]): Content {
  if (names.length === 1) return code(names[0] ?? "");
  return h(
    "ul",
    { className: ["bare"] },
    names.map((name) => h("li", [code(name)])),
  );
}
