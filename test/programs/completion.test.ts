import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { openPlace, type Place } from "./support/place.ts";
import { openTerminal, type Terminal } from "./support/terminal.ts";

/** What is kept of a partner, as far as it matters here. */
const STATE = {
  runbook: { name: "hosted-sftp", from: "hosted-sftp" },
  owner: "team@example.com",
  inputs: {},
  options: {},
  since: "2026-01-02T03:04:05.678Z",
};

let place: Place;
let terminal: Terminal;

beforeEach(async () => {
  place = openPlace();
  writeFileSync(join(place.dir, "vendor.config.yaml"), CONFIG_TEMPLATE);
  mkdirSync(join(place.dir, ".vendor/partners"), { recursive: true });
  mkdirSync(join(place.dir, "partners"));
  writeFileSync(join(place.dir, "partners/globex.yaml"), "");
  writeFileSync(
    join(place.dir, ".vendor/partners/acme.json"),
    JSON.stringify({ ...STATE, partner: "acme", state: "live" }),
  );
  terminal = await openTerminal(place, 100);
});
afterEach(async () => {
  await terminal.close();
  place.remove();
});

const SHELLS = [
  { shell: "bash", start: "bash --norc --noprofile", load: "source <(vendor completion bash)" },
  {
    shell: "zsh",
    start: "zsh -f",
    load: "autoload -U compinit; compinit -u; source <(vendor completion zsh)",
  },
  { shell: "fish", start: "fish --no-config", load: "vendor completion fish | source" },
];

describe.each(SHELLS)("$shell", ({ start, load }) => {
  /** Types what is before the key and presses it; the line must become what is expected. */
  async function completes(typed: string, expected: string): Promise<void> {
    await terminal.press("C-u");
    await terminal.type(typed);
    await terminal.press("Tab");
    await terminal.shows(new RegExp(`${expected.replaceAll(/[.*/]/g, "\\$&")}(\\s|$)`, "m"));
  }

  it("completes commands, flags, choices, partners, runbooks and files", async () => {
    await terminal.type(`PS1='> ' exec ${start}`);
    await terminal.press("Enter");
    await terminal.type(`${load}; echo "re""ady"`);
    await terminal.press("Enter");
    await terminal.shows(/^ready/m);
    await completes("vendor onb", "vendor onboard");
    await completes("vendor policy pr", "vendor policy prove");
    await completes("vendor onboard --plan-o", "vendor onboard --plan-out");
    await completes("vendor offboard --data ar", "vendor offboard --data archive");
    await completes("vendor offboard --data=pu", "vendor offboard --data=purge");
    await completes("vendor offboard ac", "vendor offboard acme");
    await completes("vendor runbook show hos", "vendor runbook show hosted-sftp");
    await completes("vendor onboard --from part", "vendor onboard --from partners/");
    await completes("vendor onboard --from partners/gl", "vendor onboard --from partners/globex.yaml");
    // Where there is nothing to complete, nothing is printed either.
    await terminal.press("C-u");
    await terminal.type("vendor frob x");
    await terminal.press("Tab");
    await terminal.press("C-u");
    await terminal.type('echo "al""l"');
    await terminal.press("Enter");
    const all = await terminal.shows(/^all$/m);
    expect(all).not.toMatch(/error|✗|not found/i);
  });
});
