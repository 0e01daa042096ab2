import { expect, test } from "vitest";
import { z } from "zod";
import { parseInput } from "../../../sandbox/local-aws/protocols/input.ts";

const SCHEMA = z.strictObject({
  Name: z
    .string()
    .min(2)
    .regex(/^[a-z]+$/)
    .optional(),
  Count: z.number().max(5).optional(),
  Kind: z.enum(["A", "B"]).optional(),
  Tags: z.array(z.strictObject({ Key: z.string() })).optional(),
  Secret: z.string().max(3).optional(),
});

test.each([
  [
    { Name: "A1" },
    "Bad",
    "1 validation error detected: Value 'A1' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
  ],
  [
    { Count: 9 },
    "Bad",
    "1 validation error detected: Value '9' at 'count' failed to satisfy constraint: Member must have value less than or equal to 5",
  ],
  [
    { Kind: "C" },
    "Bad",
    "1 validation error detected: Value 'C' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
  ],
  [
    { Tags: [{ Key: "a" }, {}] },
    "Bad",
    "1 validation error detected: Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null",
  ],
  [{ Name: "", Kind: "C" }, "Bad", "3 validation errors detected: "],
  [{ Nmae: "x" }, "Bad", "Unknown parameter in input: Nmae"],
  [{ Name: 5 }, "Type", "Member name must be of type string"],
  [{ Secret: "hunter2" }, "Bad", "Value '***' at 'secret' failed"],
])("%j", (raw, code, message) => {
  expect(() => parseInput(SCHEMA, raw, { constraint: "Bad", type: "Type" }, ["Secret"])).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
