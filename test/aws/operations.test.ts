import { describe, expect, expectTypeOf, it } from "vitest";
import type { InputOf, OutputOf } from "../../src/aws/aws.ts";
import { SERVICES } from "../../src/aws/operations.ts";

describe("registry of operations", () => {
  it("derives input and output types", () => {
    expectTypeOf<InputOf<"iam", "GetRole">["RoleName"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<NonNullable<OutputOf<"kms", "CreateGrant">["GrantId"]>>().toEqualTypeOf<string>();
  });

  it("loads a client and well-named commands for every service", async () => {
    for (const load of Object.values(SERVICES)) {
      const { Client, commands } = await load();
      expect(Client).toBeTypeOf("function");
      for (const [name, command] of Object.entries(commands)) {
        expect((command as { name: string }).name).toBe(`${name}Command`);
      }
    }
  });
});
