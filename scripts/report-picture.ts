/** Draws docs/images/report.png: a report of the built command in Chromium, its beginning and its runs in time. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser, openFile } from "../test/programs/support/browser.ts";
import { run } from "../test/programs/support/program.ts";

const BIN = join(import.meta.dirname, "../bin/vendor.js");
const IMAGE = join(import.meta.dirname, "../docs/images/report.png");
/** What one picture has no room for. */
const LEFT_OUT = "nav, #acme-standing, #acme-statements, #acme-probes, #acme-changes, #pairs, footer";
/** Pixels. */
const WIDTH = 1120;

const cwd = mkdtempSync(join(tmpdir(), "vendor-picture-"));
const env = { PATH: process.env.PATH ?? "", HOME: cwd };
const vendor = async (...args: string[]): Promise<void> => {
  const { code, stderr } = await run(process.execPath, [BIN, ...args, "--local", "--yes"], { cwd, env });
  if (code !== 0) throw new Error(stderr);
};
const browser = await openBrowser();
try {
  await vendor("onboard", "acme", "--owner", "integrations@example.com");
  await vendor("report", "acme", "--out", "acme.html");
  const { page } = await openFile(browser, join(cwd, "acme.html"), { width: WIDTH });
  await page.evaluate(
    `for (const part of document.querySelectorAll(${JSON.stringify(LEFT_OUT)})) part.remove()`,
  );
  const height = Number(await page.evaluate("document.querySelector('main').getBoundingClientRect().bottom"));
  await page.screenshot({
    path: IMAGE,
    clip: { x: 0, y: 0, width: WIDTH, height },
    captureBeyondViewport: true,
  });
} finally {
  await browser.close();
  rmSync(cwd, { recursive: true, force: true });
}
