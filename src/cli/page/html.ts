import type { Element, ElementContent, Root as HtmlRoot } from "hast";
import { toHtml } from "hast-util-to-html";
import type { Root } from "mdast";
import { toHast } from "mdast-util-to-hast";
import { sha256Hex } from "../../core/canonical.ts";
import { plain } from "../render/text.ts";
import { PAGE_STYLE } from "./style.ts";

/** A page as one HTML file that loads nothing: for a browser, light and dark, and for paper. */
export function htmlOf(page: Root, title: string): string {
  return documentOf(title, PAGE_STYLE, [element("main", {}, contentOf(page))]);
}

/**
 * One HTML file of `body`. It loads nothing and runs nothing, and its content policy says so: whatever is in it, a browser
 * sends no request and no form, and takes no style but the one that is named by its hash. What text holds is escaped, and
 * control characters and marks that turn the writing direction are shown as what they are.
 */
export function documentOf(title: string, style: string, body: readonly ElementContent[]): string {
  const hash = Buffer.from(sha256Hex(style), "hex").toString("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const tree: HtmlRoot = {
    type: "root",
    children: [
      { type: "doctype" },
      element("html", { lang: "en" }, [
        element("head", {}, [
          element("meta", { charSet: "utf-8" }),
          element("meta", { httpEquiv: ["Content-Security-Policy"], content: policy }),
          element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
          element("title", {}, [{ type: "text", value: plain(title) }]),
          element("style", {}, [{ type: "text", value: style }]),
        ]),
        element("body", {}, body.map(plainTree)),
      ]),
    ],
  };
  return `${toHtml(tree)}\n`;
}

/** The content of a page, as HTML elements. */
export function contentOf(page: Root): ElementContent[] {
  const tree = toHast(page);
  return tree.type === "root" ? (tree.children as ElementContent[]) : [];
}

function element(
  tagName: string,
  properties: Element["properties"],
  children: ElementContent[] = [],
): Element {
  return { type: "element", tagName, properties, children };
}

/** The same with every text and label made fit to be shown, whoever wrote it. */
function plainTree(node: ElementContent): ElementContent {
  if (node.type === "text") return { ...node, value: plain(node.value) };
  if (node.type !== "element") return node;
  const properties = Object.entries(node.properties).map(([name, value]) => [
    name,
    typeof value === "string" ? plain(value) : value,
  ]);
  return { ...node, properties: Object.fromEntries(properties), children: node.children.map(plainTree) };
}
