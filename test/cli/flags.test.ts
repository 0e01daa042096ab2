import { expect, test } from "vitest";
import { placeFlags } from "../../src/cli/flags.ts";
import { shellWord } from "../../src/core/shell-word.ts";

test.each([
  [{}, ""],
  [{ local: true }, " --local"],
  [
    { config: "my conf.yaml", profile: "ops", region: "eu-west-1" },
    " --config 'my conf.yaml' --profile ops --region eu-west-1",
  ],
])("the flags of %j lead another command to the same place", (options, flags) => {
  expect(placeFlags({ input: true, color: true, ...options })).toBe(flags);
});

test("a word that a shell would take apart is quoted", () => {
  expect(shellWord("it's")).toBe("'it'\\''s'");
});
