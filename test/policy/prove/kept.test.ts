import { describe, expect, it } from "vitest";
import { proveDisjoint } from "../../../src/policy/prove/prove.ts";
import type { Statement } from "../../../src/policy/types.ts";
import { ACCOUNT, documentOf, inputOf, KEY_POLICY, roleOf } from "./support.ts";

const readersOnly = (...readers: readonly string[]): Statement => ({
  Sid: "ReadersOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "secretsmanager:GetSecretValue",
  Resource: "*",
  Condition: { ArnNotEquals: { "aws:PrincipalArn": readers } },
});

/** What is not proven of acme and globex, where the policy of acme's secret has these statements. */
function told(statements: readonly Statement[], focus: readonly string[] = ["acme", "globex"]) {
  const secret = (partner: string, all: readonly Statement[]) => ({
    on: `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:vendor/${partner}/connection-??????`,
    policy: { name: `policy of ${partner}`, document: documentOf(all) },
  });
  const attached = [
    KEY_POLICY,
    secret("acme", statements),
    secret("globex", [readersOnly(roleOf("globex"))]),
  ];
  return proveDisjoint({ ...inputOf(["acme", "globex"], { attached }), focus }).unproven;
}

describe("a secret's policy", () => {
  it("keeps everybody but its readers out", () => {
    expect(told([readersOnly(roleOf("acme"), "arn:aws:iam::123456789012:role/partner-desk")])).toEqual([]);
  });

  it.each<[string, readonly Statement[]]>([
    ["says nothing", []],
    ["excepts every role", [readersOnly(`arn:aws:iam::${ACCOUNT}:role/*`)]],
    ["keeps one role out", [{ ...readersOnly(roleOf("acme")), Principal: { AWS: roleOf("globex") } }]],
    ["denies something else", [{ ...readersOnly(), Action: "secretsmanager:PutSecretValue" }]],
  ])("that %s is told of its own partner", (_, statements) => {
    expect(told(statements)).toEqual([
      { subject: "acme", why: expect.stringMatching(/:secret:vendor\/acme\/.* keeps nobody out/) },
    ]);
    expect(told(statements, ["globex"])).toEqual([]);
  });
});
