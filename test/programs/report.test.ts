import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPlace, type Place } from "../e2e/support/place.ts";
import { axe, openBrowser, openFile } from "./support/browser.ts";

let place: Place;
let browser: Browser;
let all: string;
let gone: string;

beforeAll(async () => {
  place = await openPlace();
  const vendor = async (...args: string[]) => {
    const ended = await place.vendor(args);
    expect(ended.code, ended.stderr).toBe(0);
    return ended.stdout;
  };
  const skip = ["--skip-test", "--reason", "<b>an outage</b>"];
  await vendor("onboard", "globex", "--owner", "team@example.com", "--yes", ...skip);
  await vendor("onboard", "acme", "--owner", "team@example.com", "--yes");
  const told = JSON.parse((await vendor("report", "--json")).trim().split("\n").at(-1) ?? "") as Record<
    string,
    unknown
  >;
  expect(told).toMatchObject({
    outcome: "done",
    audit: { verified: true },
    partners: ["acme", "globex"],
    untested: ["globex"],
    pairs: { possible: 2, findings: [] },
  });
  all = String(told.file);
  await vendor("offboard", "acme", "--yes", "--confirm", "acme");
  // A report asks nobody.
  await place.local.close();
  gone = join(place.dir, "acme.html");
  await vendor("report", "acme", "--out", gone);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await place.close();
});

it.each([
  ["light", () => all],
  ["dark", () => gone],
] as const)("loads nothing, complains of nothing and keeps WCAG AA, %s", async (scheme, file) => {
  const { page, complaints } = await openFile(browser, file(), { scheme });
  await page.evaluate(OPEN_ALL);
  expect(await axe(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

it("shows what was asked of it: verified, untested, the certificate", async () => {
  const { page } = await openFile(browser, all);
  const text = await page.evaluate("document.body.innerText");
  for (const words of [
    "The audit log verifies",
    "globex is UNTESTED",
    "<b>an outage</b>",
    "Access map of all",
  ])
    expect(text).toContain(words);
  const other = await openFile(browser, gone);
  expect(await other.page.evaluate("document.body.innerText")).toContain("The access of acme is dead");
});

it("is reached by the keyboard: the skip link first, then every fold", async () => {
  const { page } = await openFile(browser, gone);
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
  const wanted = await page.evaluate(
    "[...document.querySelectorAll('summary')].filter((fold) => fold.checkVisibility()).length",
  );
  expect(wanted).toBeGreaterThan(5);
  let reached = 0;
  for (let tag = ""; tag !== "BODY"; ) {
    await page.keyboard.press("Tab");
    tag = String(await page.evaluate("document.activeElement.tagName"));
    if (tag === "SUMMARY") reached += 1;
  }
  expect(reached).toBe(wanted);
});

it("fits a phone, and paper with every fold open", async () => {
  const { page } = await openFile(browser, gone, { width: 360 });
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  const { page: paper } = await openFile(browser, gone);
  await paper.emulateMediaType("print");
  expect(await paper.evaluate(HIDDEN)).toBe(0);
  const pdf = await paper.pdf({ preferCSSPageSize: true, printBackground: true });
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe("%PDF-");
});

const OPEN_ALL = "for (const fold of document.querySelectorAll('details')) fold.open = true";
const HIDDEN =
  "[...document.querySelectorAll('details > :not(summary)')].filter((part) => part.getBoundingClientRect().height === 0).length";
