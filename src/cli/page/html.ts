import { toHtml } from "hast-util-to-html";
import type { Root } from "mdast";
import { toHast } from "mdast-util-to-hast";
import { PAGE_STYLE } from "./style.ts";

/** A page as one HTML file that loads nothing: for a browser, light and dark, and for paper. */
export function htmlOf(page: Root, title: string): string {
  return `${toHtml({
    type: "root",
    children: [
      { type: "doctype" },
      element("html", { lang: "en" }, [
        element("head", {}, [
          element("meta", { charSet: "utf-8" }),
          element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
          element("title", {}, [{ type: "text", value: title }]),
          element("style", {}, [{ type: "text", value: PAGE_STYLE }]),
        ]),
        element("body", {}, [element("main", {}, contentOf(page))]),
      ]),
    ],
  })}\n`;
}

type Element = import("hast").Element;
type Content = import("hast").ElementContent;

function element(tagName: string, properties: Element["properties"], children: Content[] = []): Element {
  return { type: "element", tagName, properties, children };
}

function contentOf(page: Root): Content[] {
  const tree = toHast(page);
  return tree.type === "root" ? (tree.children as Content[]) : [];
}
