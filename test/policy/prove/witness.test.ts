import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchTokens, tokensOf } from "../../../src/policy/match.ts";
import { and, behind, type Language, likeText, not, or } from "../../../src/policy/prove/language.ts";
import { meet } from "../../../src/policy/prove/meet.ts";
import { commonText } from "../../../src/policy/prove/witness.ts";

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "?"), maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "c"), maxLength: 6 });

const language: fc.Arbitrary<Language> = fc.letrec<{ node: Language }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    pattern.map(likeText),
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map(and),
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map(or),
    tie("node").map(not),
  ),
})).node;

/** The plain meaning of a language, by the evaluator's own matcher. */
function has(of: Language, word: string): boolean {
  switch (of.is) {
    case "all":
      return true;
    case "none":
      return false;
    case "like":
      return matchTokens(of.glob.tokens, word);
    case "and":
      return of.of.every((part) => has(part, word));
    case "or":
      return of.of.some((part) => has(part, word));
    case "not":
      return !has(of.of, word);
  }
}

const begins = (of: Language, word: string) =>
  Array.from({ length: word.length + 1 }, (_, end) => word.slice(0, end)).some((part) => has(of, part));

const exact = (of: Language) => ({ language: of, prefix: false });

describe("common text", () => {
  it("finds a text that is in both, and none only where no text is", () => {
    fc.assert(
      fc.property(language, language, text, (one, other, word) => {
        const search = commonText([exact(one), exact(other)]);
        if (search.found === "text") expect(has(one, search.text) && has(other, search.text)).toBe(true);
        else expect(has(one, word) && has(other, word)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("takes a list for all that begins with its prefix", () => {
    fc.assert(
      fc.property(language, language, text, (one, list, word) => {
        const search = commonText([exact(one), { language: list, prefix: true }]);
        if (search.found === "text") expect(has(one, search.text) && begins(list, search.text)).toBe(true);
        else expect(has(one, word) && begins(list, word)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("answers as the quick check of two patterns does", () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const quick = meet({ tokens: tokensOf(one), fold: false }, { tokens: tokensOf(other), fold: false });
        const found = commonText([exact(likeText(one)), exact(likeText(other))]).found;
        expect(found).toBe(quick ? "text" : "none");
      }),
      { numRuns: 3000 },
    );
  });
});

it("reads off what a resource pattern says behind a literal head", () => {
  fc.assert(
    fc.property(pattern, text, text, (written, head, rest) => {
      const whole = matchTokens(tokensOf(written), head + rest);
      expect(has(behind(head, tokensOf(written)), rest)).toBe(whole);
    }),
    { numRuns: 2000 },
  );
});
