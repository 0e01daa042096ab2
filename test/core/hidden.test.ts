import { expect, it } from "vitest";
import { hiddenAnswers, hiddenIn, hiddenMark, hiddenPlaceholder } from "../../src/core/hidden.ts";
import { Secret } from "../../src/core/secret.ts";

const random = { bytes: (length: number) => new Uint8Array(length).fill(171), float: () => 0 };

it("a hidden answer is stood for by a mark that says nothing of it, and is filled in where it belongs", () => {
  const hidden = hiddenAnswers(random);
  const answer = hidden.keep(new Secret("hunter2"));
  expect(answer).toBe("(hidden, abababababababab)");
  const mark = hiddenMark(answer) ?? "";
  expect(hidden.value(mark)?.reveal()).toBe("hunter2");
  expect(hidden.value("0000000000000000")).toBeUndefined();
  expect(
    hiddenIn({ a: [{ b: hiddenPlaceholder(mark) }], c: `Bearer ${hiddenPlaceholder(mark)}`, d: 1 }),
  ).toEqual([mark]);
});

it("a value that is given for an answer of before goes under its mark", () => {
  const hidden = hiddenAnswers(random);
  expect(hidden.keep(new Secret("again"), "(hidden, given later)")).toBe("(hidden, given later)");
  expect(hidden.value("given-later")?.reveal()).toBe("again");
});

it.each(["hunter2", "", "(hidden, )", "(hidden, xyz)", 7, undefined])(
  "%j stands for nothing hidden",
  (text) => {
    expect(hiddenMark(text)).toBeUndefined();
  },
);
