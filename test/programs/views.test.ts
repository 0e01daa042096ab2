import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedPlace, servePlace } from "./support/place.ts";
import { openTerminal, type Terminal } from "./support/terminal.ts";

/** Terminals of three widths at once, each with a partner of its own, on an AWS that allows everything: so each test fails. */
const WIDTHS = [
  { columns: 60, partner: "acme" },
  { columns: 80, partner: "globex" },
  { columns: 140, partner: "initech" },
];

let place: ServedPlace;
beforeAll(async () => {
  place = await servePlace("--no-enforcement");
});
afterAll(() => place?.stop());

/** What one terminal showed: the plan with a part unfolded, the run in the middle, and everything at its end. */
interface Seen {
  readonly columns: number;
  readonly partner: string;
  readonly left: string;
  readonly unfolded: string;
  readonly live: string;
  readonly end: string;
}

/** Takes the proposed answers, up to the plan. */
async function answer(terminal: Terminal): Promise<void> {
  for (const question of [/SSH public key/, /The partner's AWS account/, /Are these/]) {
    await terminal.shows(question);
    await terminal.press("Enter");
  }
}

async function unfold(terminal: Terminal, part: string): Promise<void> {
  await terminal.shows(/like this\?[^?]*$/);
  await terminal.press("Down", "Down", "Down", "Enter");
  await terminal.shows(/Which part\?[^?]*$/);
  await terminal.type(part);
}

async function watch({ columns, partner }: (typeof WIDTHS)[number]): Promise<Seen> {
  writeFileSync(
    join(place.dir, `${partner}.yaml`),
    `partner: ${partner}\nrunbook: hosted-sftp\nowner: edi@example.com\n`,
  );
  const terminal = await openTerminal(place, columns);
  try {
    const command = `vendor onboard --from ${partner}.yaml --local; echo "ended $?"`;
    await terminal.type(command);
    await terminal.press("Enter");
    await answer(terminal);
    await unfold(terminal, "create IAM role");
    await terminal.press("C-c");
    const left = await terminal.shows(/^ended 7/m);
    await terminal.wipe();
    await terminal.type(command);
    await terminal.press("Enter");
    await answer(terminal);
    await unfold(terminal, "create IAM role");
    await terminal.press("Enter");
    const unfolded = await terminal.shows(/"RoleName"[\s\S]*like this\?/);
    await terminal.press("Enter");
    const live = await terminal.shows(/━[^━]*: \d of 5, [\s\S]*settled, /);
    return { columns, partner, left, unfolded, live, end: await terminal.shows(/^ended 4/m) };
  } finally {
    await terminal.close();
  }
}

describe("plan, run and failure in terminals of 60, 80 and 140 columns", () => {
  let all: readonly Seen[];
  beforeAll(async () => {
    all = await Promise.all(WIDTHS.map(watch));
  });

  it("the plan unfolds, and leaving it changes nothing", () => {
    for (const { partner, left, unfolded } of all) {
      expect(left).toContain("Nothing was changed.");
      expect(left).not.toContain(`"RoleName": "vendor-${partner}"`);
      expect(unfolded).toContain(`+ create  IAM role vendor-${partner}`);
      expect(unfolded).toContain(`"RoleName": "vendor-${partner}"`);
    }
  });

  it("the run is drawn over itself: of bars and what is under way nothing is left", () => {
    for (const { partner, live, end } of all) {
      expect(live).toContain(`Rehearsal as ${partner}-rehearsal`);
      const run = end.slice(end.indexOf("Here we go."));
      expect(run).not.toMatch(/━|─{3}|^ +… /m);
      for (const once of [`◆ Rehearsal as ${partner}-rehearsal`, "  Access test", "Rolling back"])
        expect(run.split(once)).toHaveLength(2);
    }
  });

  it("the failure is one block at the end: why, what was undone, what next", () => {
    for (const { partner, end } of all) {
      const block = end.slice(end.lastIndexOf("✗ The access test of")).replace(/\s+/g, " ");
      for (const told of [
        "probe(s) did not answer as they must: s3.list.no-prefix (allowed)",
        "everything is as before",
        "resources that it had made or changed",
        `vendor onboard --from ${partner}.yaml --local`,
        "(ACCESS_TEST_FAILED, exit 4)",
      ])
        expect(block).toContain(told);
    }
  });
});
