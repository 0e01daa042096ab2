import type { List, PhrasingContent, Root, RootContent, Table } from "mdast";

/** Text of a page: words, or words in a fixed width for names, ids and hashes. */
export type Words = string | { readonly code: string };

/** What stands in one cell of a table. */
export type Cell = Words | readonly Words[];

/** Plain text in which backticks enclose what has a fixed width. */
export function worded(text: string): readonly Words[] {
  return text
    .split("`")
    .map((part, index): Words => (index % 2 === 0 ? part : { code: part }))
    .filter((part) => part !== "");
}

/** A page, from its parts. Whatever is in them is text: Markdown and HTML are escaped when it is written. */
export function page(title: string, ...parts: readonly (readonly RootContent[])[]): Root {
  return {
    type: "root",
    children: [{ type: "heading", depth: 1, children: [{ type: "text", value: title }] }, ...parts.flat()],
  };
}

/** A section under its heading; nothing where it has no content. */
export function section(title: string, ...content: readonly RootContent[]): readonly RootContent[] {
  if (content.length === 0) return [];
  return [{ type: "heading", depth: 2, children: [{ type: "text", value: title }] }, ...content];
}

/** A paragraph. */
export function paragraph(...words: readonly Words[]): RootContent {
  return { type: "paragraph", children: words.map(phrase) };
}

/** A list of items, each of one or several pieces of text. */
export function list(items: readonly (readonly Words[])[]): List {
  return {
    type: "list",
    ordered: false,
    spread: false,
    children: items.map((words) => ({
      type: "listItem",
      spread: false,
      children: [{ type: "paragraph", children: words.map(phrase) }],
    })),
  };
}

/** A table; `head` names its columns. */
export function tableOf(head: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  const row = (cells: readonly Cell[]) => ({
    type: "tableRow" as const,
    children: cells.map((cell) => ({ type: "tableCell" as const, children: [cell].flat().map(phrase) })),
  });
  return { type: "table", children: [row(head), ...rows.map(row)] };
}

/** A block of code in `language`, as it is. */
export function code(language: string, value: string): RootContent {
  return { type: "code", lang: language, value };
}

/** Content that opens at a click where Markdown is shown with HTML, as GitHub does. Not for pages that become HTML here. */
export function details(summary: string, ...content: readonly RootContent[]): readonly RootContent[] {
  const title = summary.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    { type: "html", value: `<details><summary>${title}</summary>` },
    ...content,
    { type: "html", value: "</details>" },
  ];
}

function phrase(words: Words): PhrasingContent {
  return typeof words === "string"
    ? { type: "text", value: words }
    : { type: "inlineCode", value: words.code };
}
