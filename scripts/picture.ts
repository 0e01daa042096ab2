/**
 * Draws docs/images/wizard.svg and docs/images/wizard-questions.svg: the built command's wizard in a real terminal (needs
 * tmux), at some moments.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTerminal, type Terminal } from "../test/programs/support/terminal.ts";
import { cut, readScreen } from "./picture/ansi.ts";
import { drawPanels, type Panel } from "./picture/svg.ts";

const COLUMNS = 96;
/** Enough for all of a run. */
const ROWS = 160;
const IMAGES = join(import.meta.dirname, "../docs/images");

async function answer(terminal: Terminal, question: RegExp, text: string): Promise<void> {
  await terminal.shows(question);
  await terminal.press("C-u");
  await terminal.type(text);
  await terminal.press("Enter");
}

async function record(terminal: Terminal): Promise<Panel[]> {
  await terminal.type("vendor onboard --local");
  await terminal.press("Enter");
  await answer(terminal, /Which partner is it\?/, "acme");
  await terminal.shows(/How does it connect\?/);
  await terminal.press("Enter");
  await answer(terminal, /Who answers for it\?/, "integrations@example.com");
  await answer(terminal, /SSH public key/, "");
  await terminal.shows(/The partner's AWS account/);
  const questions = readScreen(await terminal.screen());
  await terminal.press("Enter");
  await terminal.shows(/Are these your answers\?/);
  await terminal.press("Enter");
  await terminal.shows(/Onboard acme like this\?/);
  const plan = readScreen(await terminal.screen());
  await terminal.press("Enter");
  await terminal.shows(/acme is live[\s\S]*\n\$ $/m);
  const result = readScreen(await terminal.screen());
  return [
    { title: "It asks what it needs to know, …", lines: questions },
    { title: "… shows what it would do, and why, …", lines: cut(plan, "Onboard acme") },
    { title: "… rehearses it with a stand-in partner, …", lines: cut(result, "Access test", "Freeze") },
    { title: "… and says how the partner connects", lines: cut(result, "acme is live", "What it is handed") },
  ];
}

/** The questions alone: how one is explained, how a name is looked up, how answers are reviewed. */
async function recordQuestions(terminal: Terminal): Promise<Panel[]> {
  await terminal.type("clear; tmux clear-history; vendor onboard --local");
  await terminal.press("Enter");
  await answer(terminal, /Which partner is it\?/, "acmee");
  await terminal.shows(/Is acmee another company\?/);
  const mistaken = readScreen(await terminal.screen());
  await terminal.type("n");
  await answer(terminal, /another company[\s\S]*Which partner is it\?/, "globex");
  await terminal.shows(/How does it connect\?/);
  await terminal.type("?");
  await terminal.shows(/A runbook:/);
  const explained = readScreen(await terminal.screen());
  await terminal.press("Enter");
  await terminal.shows(/Who answers for it\?/);
  await terminal.press("Enter");
  await answer(terminal, /SSH public key/, KEY);
  await answer(terminal, /The partner's AWS account/, "");
  await terminal.shows(/Are these your answers\?/);
  const reviewed = readScreen(await terminal.screen());
  await terminal.press("C-c");
  return [
    { title: "A name that is easily mistaken is questioned, …", lines: mistaken },
    { title: "… ? explains, < goes back, …", lines: cut(explained, "How does it connect") },
    { title: "… and all answers are reviewed", lines: cut(reviewed, "The partner's SSH public key") },
  ];
}

/** The public half of a pair that was thrown away. */
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFDxQzdu3Q3lO/9RWPT9RUZEtIAQ9tPyaC7bUCd2RBAQ edi@globex";

const dir = mkdtempSync(join(tmpdir(), "demo-"));
const env = { PATH: process.env.PATH ?? "", HOME: dir, LANG: "C.UTF-8", COLORTERM: "truecolor" };
const terminal = await openTerminal({ dir, env }, COLUMNS, ROWS);
try {
  writeFileSync(join(IMAGES, "wizard.svg"), drawPanels(await record(terminal), COLUMNS));
  writeFileSync(join(IMAGES, "wizard-questions.svg"), drawPanels(await recordQuestions(terminal), COLUMNS));
} finally {
  await terminal.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
}
