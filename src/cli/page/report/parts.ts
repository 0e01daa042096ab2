import type { Element, ElementContent } from "hast";
import { h } from "hastscript";

/** What stands in a page: elements, or text, which is escaped when the page is written. */
export type Content = ElementContent | string;

/** How something is marked: by a sign and a word as well as by its colour. */
export type Tone = "good" | "bad" | "warn" | "plain";

const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✗", warn: "!", plain: "·" };

/** Longest text that is never broken. */
const SHORT = 24;

/** Words on a coloured ground, with a sign. */
export function badge(tone: Tone, text: string): Element {
  const short = text.length <= SHORT ? ["short"] : [];
  return h("span", { className: ["badge", tone, ...short] }, `${SIGNS[tone]} ${text}`);
}

/** A box that must not be overlooked. */
export function callout(tone: Tone, title: string, ...content: readonly Content[]): Element {
  return h("div", { className: ["callout", tone] }, [
    h("p", [h("strong", `${SIGNS[tone]} ${title}`)]),
    ...content.map((part) => (typeof part === "string" ? h("p", part) : part)),
  ]);
}

/** A name, id or hash. */
export function code(text: string): Element {
  return h("code", text);
}

/**
 * A section under its heading, which the table of contents can name.
 * @param level 2 … 6; those of the second are landmarks
 */
export function section(
  { id, title, level }: { readonly id: string; readonly title: string; readonly level: number },
  ...content: readonly Content[]
): Element {
  const landmark = level === 2 ? { ariaLabelledBy: `${id}-title` } : {};
  return h("section", { id, ...landmark }, [h(`h${level}`, { id: `${id}-title` }, title), ...content]);
}

/** What can be opened; paper shows it open. */
export function details(summary: Content | readonly Content[], ...content: readonly Content[]): Element {
  return h("details", [h("summary", Array.isArray(summary) ? summary : [summary]), ...content]);
}

/** What may be wider than the screen: it scrolls, also by the keyboard. */
export function wide(label: string, content: Content): Element {
  return h("div", { className: ["wide"], role: "group", ariaLabel: label, tabIndex: 0 }, [content]);
}

/** A table under its caption. The first cell of each row names it. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Content[])[],
  className: readonly string[] = [],
): Element {
  return wide(
    caption,
    h("table", className.length === 0 ? {} : { className: [...className] }, [
      h("caption", caption),
      h("thead", [h("tr", ...head.map((name) => h("th", { scope: "col" }, name)))]),
      h(
        "tbody",
        ...rows.map(([first = "", ...rest]) =>
          h("tr", [h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", cell))]),
        ),
      ),
    ]),
  );
}

/** Names and what they stand for. */
export function factList(facts: readonly (readonly [string, Content])[]): Element {
  return h("dl", ...facts.map(([name, value]) => h("div", [h("dt", name), h("dd", value)])));
}

/** A list of points. */
export function bullets(items: readonly Content[]): Element {
  return h("ul", ...items.map((item) => h("li", item)));
}

/** Text for a reader that sees no colour and no sign. */
export function unseen(text: string): Element {
  return h("span", { className: ["unseen"] }, text);
}
