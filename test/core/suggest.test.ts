import { expect, test } from "vitest";
import { vendorError } from "../../src/core/errors.ts";
import { meantOrKnown, suggest } from "../../src/core/suggest.ts";

test.each([
  ["onbord", ["init", "onboard", "offboard"], "onboard"],
  ["glob", ["globex", "acme"], "globex"],
  ["frobnicate", ["init", "onboard"], undefined],
  ["x", [], undefined],
])("%s among %j", (word, known, meant) => {
  expect(suggest(word, known)).toBe(meant);
});

test("what is not near to anything is answered with all that is known", () => {
  expect(meantOrKnown("initech", ["acme", "globex"], "partners")).toBe("Known partners: acme, globex.");
  expect(meantOrKnown("amce", ["acme", "globex"], "partners")).toBe('Did you mean "acme"?');
  expect(meantOrKnown("acme", [], "partners")).toBe("Known partners: none.");
});

test("partners and runbooks that nobody knows are answered alike", () => {
  expect(vendorError("partnerUnknown", { partner: "amce", known: "acme, globex" }).hint).toBe(
    'Did you mean "acme"?',
  );
  expect(vendorError("partnerUnknown", { partner: "amce", known: "" }).hint).toContain("vendor status");
  expect(vendorError("runbookUnknown", { name: "hosted-sfpt", known: "hosted-sftp" }).hint).toContain(
    'Did you mean "hosted-sftp"?',
  );
});
