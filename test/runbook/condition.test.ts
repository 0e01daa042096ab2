import { describe, expect, it } from "vitest";
import { prune, prunerOf } from "../../src/runbook/condition.ts";

const facts = { rehearsal: true, standIn: true, inputs: { publicKey: "k", pull: "assume-role" } };

describe("prune", () => {
  it.each([
    ["rehearsal", true],
    ["live", false],
    ["not rehearsal", false],
    ["stand-in", true],
    ["leaving", false],
    ["inputs.publicKey", true],
    ["not inputs.publicKey", false],
    ["inputs.other", false],
    ["not inputs.other", true],
    ["inputs.pull is assume-role", true],
    ["inputs.pull is bucket-policy", false],
  ])("%s holds: %s", (when, holds) => {
    expect(prune({ a: { when, b: 1 } }, facts)).toEqual(holds ? { a: { b: 1 } } : {});
  });

  it("knows a partner that leaves by its stand-in outside a rehearsal", () => {
    const leaving = { ...facts, rehearsal: false };
    expect(prune([{ when: "leaving", a: 1 }, { when: "not leaving" }], leaving)).toEqual([{ a: 1 }]);
  });

  it("needs every condition of a list", () => {
    expect(
      prune(
        [
          { when: ["rehearsal", "live"], a: 1 },
          { when: ["rehearsal", "inputs.pull"], a: 2 },
        ],
        facts,
      ),
    ).toEqual([{ a: 2 }]);
  });

  it("takes { when, value } for its value", () => {
    expect(
      prune(
        {
          a: [
            { when: "rehearsal", value: "x" },
            { when: "live", value: "y" },
          ],
        },
        facts,
      ),
    ).toEqual({ a: ["x"] });
  });
});

describe("prunerOf", () => {
  it("prunes as prune does, and answers the same object where the same conditions hold", () => {
    const value = {
      a: { when: "inputs.pull is assume-role", b: [{ when: ["live", "not inputs.publicKey"], c: 1 }, 2] },
      d: { when: "rehearsal", value: "text" },
    };
    const pruned = prunerOf(value);
    const asked = [
      facts,
      { ...facts, rehearsal: false, inputs: {} },
      { ...facts, inputs: { ...facts.inputs, publicKey: "another" } },
    ];
    for (const one of asked) expect(pruned(one)).toEqual(prune(value, one));
    expect(asked.map((one) => pruned(one) === pruned(facts))).toEqual([true, false, true]);
  });
});
