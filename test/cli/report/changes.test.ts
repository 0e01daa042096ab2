import { expect, test } from "vitest";
import { changeBetween, isSame } from "../../../src/cli/report/changes.ts";
import { planOf, RESOURCES } from "./fixture.ts";

test("tells what is wanted more, less and otherwise than before", () => {
  const { statements: _, prefix, ...rest } = RESOURCES;
  if (prefix === undefined) throw new Error("the fixture has a folder");
  const after = planOf(
    { inputs: { publicKey: "other" } },
    {
      ...rest,
      prefix: { ...prefix, props: { ...prefix.props, kmsKey: "key" } },
      second: { ...prefix, props: { ...prefix.props, prefix: "b/" } },
    },
  );
  expect(changeBetween(planOf(), after)).toEqual({
    choices: [{ path: "inputs.publicKey", desired: "other" }],
    added: ["S3 folder partner-files/b/"],
    removed: ["Bucket policy statements partner-files: Pull"],
    changed: [{ title: "S3 folder partner-files/acme/", differences: [{ path: "kmsKey", desired: "key" }] }],
  });
});

test("an offboarding asks for nothing any more, the same plan for nothing else", () => {
  expect(changeBetween(planOf(), planOf({ command: "offboard", phases: [] })).removed).toHaveLength(4);
  expect(isSame(changeBetween(planOf(), planOf()))).toBe(true);
});
