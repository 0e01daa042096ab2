import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateSshKeyPair } from "../../src/core/ssh-keys.ts";
import { openPlace, type Place } from "./support/place.ts";
import { openTerminal, type Terminal } from "./support/terminal.ts";

let place: Place;
let terminal: Terminal;

async function open(columns: number): Promise<void> {
  place = openPlace();
  terminal = await openTerminal(place, columns);
}

afterEach(async () => {
  await terminal?.close();
  place?.remove();
});

/** Types a command line, after whose end `ended N` is shown with its exit code. */
async function enter(command: string): Promise<void> {
  await terminal.type(`${command}; echo "ended $?"`);
  await terminal.press("Enter");
}

/** Waits for a question and answers it. */
async function answer(question: RegExp, text: string): Promise<void> {
  await terminal.shows(question);
  await terminal.press("C-u");
  await terminal.type(text);
  await terminal.press("Enter");
}

async function partnersKnown(): Promise<string> {
  return (await place.vendor("status", "--local")).stdout;
}

/** Presses keys until the cursor of a list is on a choice, and takes it. */
async function choose(question: RegExp, choice: string, ...keys: string[]): Promise<void> {
  await terminal.shows(question);
  await terminal.press(...keys);
  await terminal.shows(new RegExp(`● ${choice}`));
  await terminal.press("Enter");
}

describe("a whole onboarding in a terminal of 60 columns", () => {
  beforeEach(() => open(60));

  it("asks, shows the plan, runs it once it is agreed to, and says how the partner connects", async () => {
    await enter("vendor onboard --local");
    await answer(/Which partner is it\?/, "acme");
    await choose(/How does it connect\?/, "Hosted SFTP");
    await answer(/Who answers for it\?/, "edi@example.com");
    await answer(/SSH public key/, "");
    await answer(/The partner's AWS account/, "");
    await choose(/Are these your answers\?/, "Yes: go on to the plan");
    const plan = (await terminal.shows(/Onboard acme like this\?/)).replace(/\s+/g, " ");
    for (const told of [
      "owner edi@example.com",
      "+ create IAM role vendor-acme",
      "Transfer Family alone assumes it, for this one user of this one server.",
      "+ create Secret vendor/acme/connection",
      "Affects other partners: nobody",
      "Plan sha256:",
    ])
      expect(plan).toContain(told);
    expect(await partnersKnown()).not.toContain("acme");
    await terminal.press("Enter");
    const shown = await terminal.shows(/^ended 0/m);
    const run = shown.slice(shown.indexOf("Here we go."));
    expect(readFileSync(join(place.dir, "partners/acme.yaml"), "utf8")).toContain("owner: edi@example.com");
    for (const told of [
      "Your answers are in partners/acme.yaml",
      "✓ acme is live",
      "SHA256:",
      "acme@127.0.0.1",
      "vendor audit show acme --local",
    ])
      expect(run).toContain(told);
    // Progress is drawn over itself: what is left of it stands there once.
    for (const once of ["◆ Rehearsal as acme-rehearsal", "◆ Go live: acme", "What exists"])
      expect(run.split(once)).toHaveLength(2);
    expect(run).not.toMatch(/^ +… /m);
    for (const line of run.match(/^ {4}✓ .*$/gm) ?? []) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe.each([60, 80, 140])("the wizard in a terminal of %i columns", (columns) => {
  beforeEach(() => open(columns));

  it("explains, goes back, has answers changed at the review, and leaves at Ctrl-C", async () => {
    await enter("vendor onboard --local");
    expect(await terminal.shows(/Which partner is it\?/)).toContain("? explains a question, < goes back");
    await answer(/e\.g\. acme/, "?");
    await answer(/A short name for the company/, "acme");
    await terminal.shows(/How does it connect\?/);
    await terminal.press("<");
    await answer(/Which partner is it\?[\s\S]*Which partner is it\?/, "acme-foods");
    await choose(/Which partner[\s\S]*Which partner[\s\S]*How does it connect\?/, "Hosted SFTP");
    await answer(/Who answers for it\?/, "");
    await answer(/SSH public key/, "");
    await answer(/The partner's AWS account/, "");
    await choose(/Are these your answers\?/, "owner", "Down", "Down", "Down");
    await answer(/Are these[\s\S]*Who answers for it\?/, "edi@example.com");
    expect(await terminal.shows(/owner +edi@example\.com/)).toMatch(/partner +acme-foods/);
    await terminal.press("C-c");
    const shown = await terminal.shows(/^ended 7/m);
    expect(shown).toContain("Nothing was changed.");
    // Nothing that stays on the screen is wider than it, and no word is broken at its edge.
    for (const line of shown.split("\n").filter((text) => /^[│◇◆└┌]/.test(text)))
      expect(line.length).toBeLessThanOrEqual(columns);
    expect(await partnersKnown()).not.toContain("acme");
  });
});

describe("answers that are wrong", () => {
  beforeEach(() => open(100));

  it("are refused while asking; a private key that was pasted is shown nowhere; Ctrl-C changes nothing", async () => {
    const { privateKey, publicKey } = generateSshKeyPair("ssh-ed25519");
    await enter("vendor onboard --local --runbook hosted-sftp");
    await answer(/Which partner is it\?/, "Acme!");
    await answer(/lower-case letters/, "acme-rehearsal");
    await answer(/reserved/, "acme");
    await answer(/Who answers for it\?/, "nobody");
    await answer(/The owner is an e-mail address/, "edi@example.com");
    await terminal.shows(/SSH public key/);
    await terminal.paste(privateKey.reveal());
    await answer(/That was a private key/, `${publicKey} edi@acme`);
    await answer(/The partner's AWS account/, "12345");
    await answer(/12 digits/, "");
    await choose(/Are these your answers\?/, "Yes: go on to the plan");
    await terminal.shows(/Onboard acme like this\?/);
    await terminal.press("C-c");
    const shown = await terminal.shows(/^ended 7/m);
    expect(shown).toContain("Nothing was changed.");
    const body = privateKey.reveal().split("\n").slice(1, -2);
    for (const line of ["PRIVATE KEY", ...body]) expect(shown).not.toContain(line);
    expect(await partnersKnown()).not.toContain("acme");
    expect(existsSync(join(place.dir, "partners"))).toBe(false);
  });

  it("are read line by line for screen readers, each question once", async () => {
    await enter("vendor onboard --local --accessible");
    await answer(/Which partner is it\?/, "?");
    await answer(/A short name for the company/, "acme");
    await answer(/Type a number/, "hosted");
    await answer(/Who answers for it\?/, "<");
    await answer(/Type a number[\s\S]*Type a number/, "");
    await terminal.shows(/Who answers[\s\S]*Who answers/);
    await terminal.press("C-c");
    const shown = await terminal.shows(/^ended 7/m);
    expect(shown).toContain("Nothing was changed.");
    expect(shown.split("Which partner is it?")).toHaveLength(2);
    expect(shown).not.toMatch(/[│◆◇●○]/);
  });
});

describe("Ctrl-C during a run, and the way out", () => {
  beforeEach(() => open(100));

  it("ends with the command that goes on, which ends it; offboard asks for the partner's name", async () => {
    await enter("vendor onboard acme --local --yes");
    await terminal.shows(/Access test/);
    await terminal.press("C-c");
    const stopped = await terminal.shows(/^ended 7/m);
    expect(stopped).toMatch(/stopping after the call in flight/);
    expect(stopped).toMatch(/Go on with: vendor resume.* --local/);
    // What was under way is gone from the screen, and what had ended stands there once.
    expect(stopped).not.toMatch(/^ +… /m);
    expect(stopped.split("Access test")).toHaveLength(2);
    await terminal.wipe();
    await enter("vendor resume --local");
    expect(await terminal.shows(/^ended 0/m)).toContain("✓ acme is live");
    await terminal.wipe();
    await enter("vendor offboard --local");
    await terminal.shows(/Which partner leaves\?/);
    await terminal.press("Enter");
    await answer(/Type its name to go on/, "yes");
    await answer(/Type "acme", or press Ctrl-C/, "acme");
    const ended = await terminal.shows(/^ended 0/m);
    expect(ended).toMatch(/✓ acme is/);
    expect(await partnersKnown()).not.toMatch(/acme.*live/);
  });
});
