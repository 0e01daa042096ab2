/** Draws docs/images/wizard.svg: the built command's wizard in a real terminal (needs tmux), at three moments. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTerminal, type Terminal } from "../test/programs/support/terminal.ts";
import { drawPanels, type Panel } from "./picture/svg.ts";

const COLUMNS = 92;
const ROWS = 34;
const PICTURE = join(import.meta.dirname, "../docs/images/wizard.svg");

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
  await answer(terminal, /Who answers for it\?/, "integrations@example.com");
  await answer(terminal, /SSH public key/, "");
  await terminal.shows(/The partner's AWS account/);
  const questions = await terminal.screen();
  await terminal.press("Enter");
  await terminal.shows(/Onboard acme like this\?/);
  const plan = await terminal.screen();
  await terminal.press("Enter");
  await terminal.shows(/acme is live[\s\S]*\n\$ $/m, 120);
  const result = await terminal.screen();
  return [
    { title: "It asks what it needs to know, …", screen: questions },
    { title: "… shows everything that it would do, …", screen: plan },
    { title: "… does it, and proves it", screen: result },
  ];
}

const dir = mkdtempSync(join(tmpdir(), "demo-"));
const env = { PATH: process.env.PATH ?? "", HOME: dir, LANG: "C.UTF-8", COLORTERM: "truecolor" };
const terminal = await openTerminal({ dir, env }, COLUMNS, ROWS);
try {
  writeFileSync(PICTURE, drawPanels(await record(terminal), COLUMNS));
} finally {
  await terminal.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
}
