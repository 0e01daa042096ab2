import { expect, it } from "vitest";
import { compare } from "./differ.ts";
import { EXPLANATIONS } from "./explained.ts";

/** `npm run oracle` compares 20,000; these are some of them. */
const SCENARIOS = 400;

it("judges as the oracle does, but for what AWS's documentation decides otherwise", async () => {
  const outcomes = new Set<string>();
  for (let index = 0; index < SCENARIOS; index += 1) {
    const { oracle, disagreement } = await compare(`vendor-${index}`);
    outcomes.add(oracle);
    if (disagreement !== undefined) expect(disagreement).toHaveProperty("explanation", expect.any(String));
  }
  expect([...outcomes].sort()).toEqual(["allowed", "explicit-deny", "implicit-deny"]);
});

it("names AWS's documentation for each explanation", () => {
  for (const { documentation } of EXPLANATIONS)
    expect(documentation).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/IAM\/latest\/UserGuide\//);
});
