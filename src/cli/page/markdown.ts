import type { Root } from "mdast";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";

/** A page as Markdown, with GitHub's tables. */
export function markdownOf(page: Root): string {
  return toMarkdown(page, { bullet: "-", extensions: [gfmTableToMarkdown({ tablePipeAlign: false })] });
}
