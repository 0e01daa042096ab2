import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
/** Folders whose pages are not ours, or not written by hand. */
const ELSEWHERE = ["node_modules", "dist", ".git", ".vendor"];

/** Every Markdown page of the repository, by absolute path. */
function pagesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ELSEWHERE.includes(entry.name) ? [] : pagesUnder(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const PAGES = new Map(
  pagesUnder(ROOT).map((path) => {
    const text = readFileSync(path, "utf8");
    return [path, { text, tree: fromMarkdown(text) }] as const;
  }),
);

/** Where a page's links and pictures lead. */
function targetsOf(node: Nodes): readonly string[] {
  const own = "url" in node ? [node.url] : [];
  return "children" in node ? [...own, ...node.children.flatMap(targetsOf)] : own;
}

function textOf(node: Nodes): string {
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map(textOf).join("") : "";
}

/** The anchors that GitHub gives a page's headings, and those that it names itself. */
const ANCHORS = new Map(
  [...PAGES].map(([path, { text, tree }]) => {
    const slugs = tree.children
      .filter(({ type }) => type === "heading")
      .map((heading) => textOf(heading).toLowerCase())
      .map((heading) => heading.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-"));
    const named = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = ""]) => name);
    return [path, new Set([...slugs, ...named])] as const;
  }),
);

/** What is wrong with a link, or nothing. */
function brokenLink(page: string, target: string): readonly string[] {
  const [path = "", anchor] = decodeURI(target).split("#");
  const file = path === "" ? page : join(dirname(page), path);
  const place = `${relative(ROOT, page)}: ${target}`;
  if (!existsSync(file)) return [`${place} is not there`];
  if (anchor === undefined || (ANCHORS.get(file)?.has(anchor) ?? true)) return [];
  return [`${place} has no such heading`];
}

test("every link and picture of every page leads somewhere", () => {
  const links = [...PAGES].flatMap(([page, { tree }]) =>
    targetsOf(tree)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => ({ page, target })),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(links.flatMap(({ page, target }) => brokenLink(page, target))).toEqual([]);
});

test("every page under docs/ is in its index", () => {
  const index = join(ROOT, "docs/README.md");
  const { tree } = PAGES.get(index) ?? { tree: fromMarkdown("") };
  const named = new Set(targetsOf(tree).map((target) => join(ROOT, "docs", target)));
  const pages = [...PAGES.keys()].map((page) => relative(ROOT, page));
  const owed = pages.filter((page) => page.startsWith("docs/") && !/^docs\/(adr\/|README)/.test(page));
  expect(owed.filter((page) => !named.has(join(ROOT, page)))).toEqual([]);
});
