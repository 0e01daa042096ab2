import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openPlace } from "./support/place.ts";
import { openTerminal } from "./support/terminal.ts";

it("vendor init finds, checks and writes a base, in a terminal of 80 columns", async () => {
  const place = openPlace();
  const terminal = await openTerminal(place, 80);
  const enter = async (question: RegExp, typed = "") => {
    await terminal.shows(question);
    if (typed !== "") await terminal.type(typed);
    await terminal.press("Enter");
  };
  try {
    await terminal.type('vendor init --local; echo "ended $?"');
    await terminal.press("Enter");
    await enter(/Which bucket is for the partners' files\?/);
    await enter(/Which KMS key encrypts them\?/);
    await enter(/Which Transfer server do partners connect to\?/);
    await enter(
      /Which role of your sandbox account/,
      "arn:aws:iam::210987654321:role/vendor-sandbox-partner",
    );
    await enter(/Which key signs the audit log\?/);
    await enter(/Which roles may read a partner's secret/);
    await enter(/Is that your base\?/);
    const shown = await terminal.shows(/^ended 0/m);
    expect(shown).toContain("its trust names you and nobody else");
    expect(readFileSync(join(place.dir, "vendor.config.yaml"), "utf8")).toContain("bucket: partner-files");
  } finally {
    await terminal.close();
    place.remove();
  }
});
