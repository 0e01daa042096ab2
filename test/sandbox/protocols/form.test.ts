import { expect, test } from "vitest";
import { nestedForm } from "../../../sandbox/local-aws/protocols/form.ts";

const nested = (text: string) => JSON.parse(JSON.stringify(nestedForm(new URLSearchParams(text))));

test("lists, structures and lists of structures", () => {
  expect(
    nested(
      "Action=X&Version=1&Name=n&Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=&Keys.member.10=j&Keys.member.9=i",
    ),
  ).toEqual({ Name: "n", Tags: [{ Key: "a", Value: "" }, { Key: "b" }], Keys: ["i", "j"] });
});

test("a name of Object's prototype is a name like any other", () => {
  expect(nested("__proto__.polluted=1&constructor=2")).toEqual({
    constructor: "2",
    ["__proto__"]: { polluted: "1" },
  });
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});
