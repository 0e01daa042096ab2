import { pathToFileURL } from "node:url";
import axeCore from "axe-core";
import { type Browser, launch, type Page } from "puppeteer-core";

/** A page in a browser that has no network, and what it complained of or asked for. */
export interface OpenPage {
  readonly page: Page;
  /** Messages of the console, errors, and requests for anything but the file itself. */
  readonly complaints: readonly string[];
}

/** Starts the system's Chromium without a window. */
export function openBrowser(): Promise<Browser> {
  return launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
    timeout: 300_000,
    protocolTimeout: 300_000,
  });
}

/** Opens a file. @param width in pixels */
export async function openFile(
  browser: Browser,
  file: string,
  { width = 1280, scheme = "light" }: { readonly width?: number; readonly scheme?: "light" | "dark" } = {},
): Promise<OpenPage> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  const address = pathToFileURL(file).href;
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== address) complaints.push(request.url());
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address);
  return { page, complaints };
}

/** What axe finds against WCAG 2 A and AA: each rule with the elements that break it. */
export async function axe(page: Page): Promise<readonly string[]> {
  // The page's own policy refuses scripts, so axe comes in beside it.
  await page.evaluate(axeCore.source);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`,
  );
  return (found as readonly Violation[]).flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
