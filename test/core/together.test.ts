import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { together } from "../../src/core/together.ts";

it("answers all results, or throws the first failure once everything has ended", async () => {
  expect(await together([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
  let ended = false;
  const slow = setImmediate().then(() => {
    ended = true;
  });
  await expect(together([Promise.reject(new RangeError("no")), slow])).rejects.toThrow(RangeError);
  expect(ended).toBe(true);
});
