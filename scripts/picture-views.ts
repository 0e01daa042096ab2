/**
 * Draws docs/images/plan.svg, run.svg and failure.svg: the built command in a real terminal of 80 columns (needs tmux).
 * What fails, fails because its AWS allows everything.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ServedPlace, servePlace } from "../test/programs/support/place.ts";
import { openTerminal, type Terminal } from "../test/programs/support/terminal.ts";
import { cut, type Piece, readScreen } from "./picture/ansi.ts";
import { drawPanels } from "./picture/svg.ts";

const COLUMNS = 80;
const ROWS = 130;
const FOLDER = join(import.meta.dirname, "../docs/images");

function draw(name: string, title: string, lines: readonly (readonly Piece[])[]): void {
  writeFileSync(join(FOLDER, `${name}.svg`), drawPanels([{ title, lines }], COLUMNS));
}

async function at(served: Promise<ServedPlace>, work: (terminal: Terminal) => Promise<void>): Promise<void> {
  const place = await served;
  const terminal = await openTerminal(place, COLUMNS, ROWS);
  try {
    await work(terminal);
  } finally {
    await terminal.close();
    await place.stop();
  }
}

async function enter(terminal: Terminal, command: string): Promise<void> {
  await terminal.type(`clear; ${command}`);
  await terminal.press("Enter");
}

/** The plan with one part unfolded, then the same run in the middle, on an AWS that has seen one before. */
await at(servePlace(), async (terminal) => {
  const local = "--local --runbook hosted-sftp --owner edi@example.com";
  await enter(terminal, `vendor onboard acme ${local} --yes`);
  await terminal.shows(/acme is live[\s\S]*\n\$ $/m);
  await enter(terminal, `vendor onboard globex ${local}`);
  for (const question of [/SSH public key/, /The partner's AWS account/, /Are these/]) {
    await terminal.shows(question);
    await terminal.press("Enter");
  }
  await terminal.shows(/like this\?[^?]*$/);
  await terminal.press("Down", "Down", "Down", "Enter");
  await terminal.shows(/Which part\?[^?]*$/);
  await terminal.type("create SFTP user");
  await terminal.press("Enter");
  await terminal.shows(/"UserName"[\s\S]*like this\?/);
  const plan = readScreen(await terminal.screen());
  draw("plan", "vendor onboard globex", plan.slice(plan.findLastIndex((line) => isTitle(line))));
  await terminal.press("Enter");
  await terminal.shows(/[4-9] of 14 settled/);
  draw("run", "vendor onboard globex", cut(readScreen(await terminal.screen()), "Here we go."));
});

function isTitle(line: readonly Piece[]): boolean {
  return line.map(({ text }) => text).join("") === "Onboard globex";
}

await at(servePlace("--no-enforcement"), async (terminal) => {
  await enter(terminal, "vendor onboard acme --local --yes --runbook hosted-sftp --owner edi@example.com");
  await terminal.shows(/exit 4\)/);
  draw("failure", "vendor onboard acme", cut(readScreen(await terminal.screen()), "Rolling back"));
});
