import { describe, expect, it } from "vitest";
import { diff } from "../../src/plan/diff.ts";

describe("diff", () => {
  it("finds nothing where only the order of keys differs", () => {
    expect(diff({ a: 1, b: { c: [1], d: 2 } }, { b: { d: 2, c: [1] }, a: 1 })).toEqual([]);
  });

  it("names what is added, changed and gone by its path", () => {
    expect(diff({ a: 1, b: { c: [1] } }, { a: 2, b: { d: "x" } })).toEqual([
      { path: "a", live: 1, desired: 2 },
      { path: "b.c", live: [1] },
      { path: "b.d", desired: "x" },
    ]);
  });

  it("compares lists whole: their order matters", () => {
    expect(diff([1, 2], [2, 1])).toEqual([{ path: "", live: [1, 2], desired: [2, 1] }]);
  });
});
