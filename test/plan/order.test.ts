import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inLevels } from "../../src/plan/order.ts";

describe("inLevels", () => {
  it("puts everything after what it needs", () => {
    const items = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.tuple(
          ...Array.from({ length: size }, (_, index) =>
            fc
              .subarray(Array.from({ length: index }, (_, earlier) => `r${earlier}`))
              .map((needs) => ({ id: `r${index}`, needs })),
          ),
        ),
      );
    fc.assert(
      fc.property(items, (list) => {
        const level = new Map(
          inLevels([...list].reverse()).flatMap((group, index) => group.map((item) => [item.id, index])),
        );
        for (const item of list)
          for (const need of item.needs) expect(level.get(need)).toBeLessThan(level.get(item.id) ?? -1);
        expect(level.size).toBe(list.length);
      }),
    );
  });

  it("names the resources of a circle", () => {
    expect(() =>
      inLevels([
        { id: "a", needs: ["b"] },
        { id: "b", needs: ["a"] },
        { id: "c", needs: [] },
      ]),
    ).toThrow(/circle: a, b/);
  });
});
