import { array, assert, constantFrom, property } from "fast-check";
import { expect, it } from "vitest";
import { matchAction, matchText, matchTokens, tokensOf } from "../../src/policy/match.ts";

const texts = array(constantFrom("a", "b", ":", "😀", "é", "*", "?"), { maxLength: 8 }).map((parts) =>
  parts.join(""),
);

it("matches a text as it does the tokens of it, whatever characters there are", () => {
  assert(
    property(texts, texts, (pattern, text) => {
      expect(matchText(pattern, text)).toBe(matchTokens(tokensOf(pattern), text));
    }),
    { numRuns: 2000 },
  );
});

it("takes ? for one whole character and * for any number of them", () => {
  expect(matchText("acme/?", "acme/😀")).toBe(true);
  expect(matchText("acme/??", "acme/😀")).toBe(false);
  expect(matchText("*??", "😀")).toBe(false);
  expect(matchText("a*b*c", "a-b-b-c")).toBe(true);
  expect(matchText("a*b*c", "a-b-c-")).toBe(false);
  expect(matchText("**", "")).toBe(true);
});

it("compares actions without regard to case", () => {
  expect(matchAction("S3:get*", "s3:GetObject")).toBe(true);
  expect(matchAction("s3:GetObject", "s3:GetObjectVersion")).toBe(false);
});
