import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";

const folder = join(import.meta.dirname, "../../sandbox/account");
const SIDS = ["OperatorOnly", "AssumePartnerRoles", "UseBucket", "UseKeys", "ReadSecrets", "ReadItself"];

describe("templates of the stand-in role", () => {
  it("is YAML that CloudFormation's short tags do not break", () => {
    const text = readFileSync(join(folder, "stand-in-role.cfn.yaml"), "utf8");
    const customTags = ["Ref", "Sub", "GetAtt"].map((tag) => ({
      tag: `!${tag}`,
      resolve: (value: string) => value,
    }));
    const document = parseDocument(text, { customTags, logLevel: "silent" });
    expect(document.errors).toEqual([]);
    for (const sid of SIDS) expect(text).toContain(`Sid: ${sid}`);
  });

  it("says the same in Terraform", () => {
    const text = readFileSync(join(folder, "stand-in-role.tf"), "utf8");
    for (const sid of SIDS) expect(text).toMatch(new RegExp(`sid\\s+= "${sid}"`));
  });
});
