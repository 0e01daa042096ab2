import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OPERATOR_POLICY_PATH, operatorPolicyFile } from "../../scripts/operator-policy.ts";
import { operatorPermissions, operatorPolicy } from "../../src/resources/operator-policy.ts";

const VALUES = {
  partition: "aws",
  account: "111122223333",
  region: "eu-west-1",
  bucket: "files",
  kmsKey: "arn:aws:kms:eu-west-1:111122223333:key/k",
  transferServer: "s-1",
  rolePattern: "vendor-*",
  secretPattern: "vendor/*",
};

/** Actions for which AWS knows no resource, by its service authorization reference. */
const WITHOUT_RESOURCE = [
  "cloudtrail:LookupEvents",
  "iam:GetAccountSummary",
  "kms:ListAliases",
  "s3:ListAllMyBuckets",
  "secretsmanager:ListSecrets",
  "transfer:DescribeSecurityPolicy",
  "transfer:ListServers",
];

describe("operator policy", () => {
  it("is up to date in the sandbox folder", () => {
    expect(readFileSync(join(import.meta.dirname, "../..", OPERATOR_POLICY_PATH), "utf8")).toBe(
      operatorPolicyFile(),
    );
  });

  it("fills in every template and has one Sid for each statement", () => {
    const { Statement } = operatorPolicy({ ...VALUES, sandboxRole: "arn:aws:iam::210987654321:role/s" });
    expect(JSON.stringify(Statement)).not.toMatch(/\$\{(base|names)\./);
    expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
  });

  it("grants no wildcard action, and a wildcard resource only where AWS knows none", () => {
    const { Statement } = operatorPolicy(VALUES);
    for (const { Action, Resource } of Statement.filter(({ Effect }) => Effect === "Allow")) {
      expect([Action].flat().filter((action) => String(action).includes("*"))).toEqual([]);
      if (Resource === "*") expect(WITHOUT_RESOURCE).toEqual(expect.arrayContaining([Action].flat()));
    }
  });

  it("never lets the operator read a secret's value or decrypt outside S3 and Secrets Manager", () => {
    const { Statement } = operatorPolicy(VALUES);
    expect(JSON.stringify(Statement)).not.toContain("GetSecretValue");
    for (const { Action, Condition } of Statement) {
      if ([Action].flat().includes("kms:Decrypt"))
        expect(JSON.stringify(Condition)).toContain("kms:ViaService");
    }
  });

  it("needs no sandbox role where there is none", () => {
    expect(JSON.stringify(operatorPolicy(VALUES))).not.toContain("sts:AssumeRole");
  });

  it("has nothing to do with Transfer users, nor a role to pass, where there is no server", () => {
    const { transferServer: _, ...none } = VALUES;
    const actions = operatorPolicy(none).Statement.flatMap(({ Action }) => Action ?? []);
    expect(actions.filter((action) => /^transfer:|PassRole/.test(action))).toEqual([
      "transfer:DescribeSecurityPolicy",
      "transfer:ListServers",
    ]);
  });

  it("asks for the configured boundary, and for none where none is configured", () => {
    const arn = "arn:aws:iam::111122223333:policy/b";
    const bounded = operatorPolicy({ ...VALUES, permissionsBoundary: arn }).Statement;
    const create = bounded.find(({ Action }) => [Action].flat().includes("iam:CreateRole"));
    expect(create?.Condition).toEqual({ StringEquals: { "iam:PermissionsBoundary": arn } });
    const free = operatorPolicy(VALUES).Statement;
    expect(free.find(({ Action }) => [Action].flat().includes("iam:CreateRole"))?.Condition).toBeUndefined();
  });

  it("keeps the operator from changing its own role", () => {
    const operatorRole = "arn:aws:iam::111122223333:role/vendor-operator";
    const { Statement } = operatorPolicy({ ...VALUES, operatorRole });
    expect(Statement.find(({ Effect }) => Effect === "Deny")).toMatchObject({
      Action: expect.arrayContaining(["iam:Put*", "iam:Attach*", "iam:Update*"]),
      Resource: operatorRole,
    });
  });

  it.each([
    ["alias/vendor-audit", "arn:aws:kms:eu-west-1:111122223333:key/*", "alias/vendor-audit"],
    ["arn:aws:kms:eu-west-1:999988887777:alias/a", "arn:aws:kms:eu-west-1:999988887777:key/*", "alias/a"],
    ["arn:aws:kms:eu-west-1:999988887777:key/k-1", "arn:aws:kms:eu-west-1:999988887777:key/k-1", undefined],
    ["1-2-3", "arn:aws:kms:eu-west-1:111122223333:key/1-2-3", undefined],
  ])("lets the operator sign with %s and no other key", (signWith, resource, alias) => {
    const { Statement } = operatorPolicy({ ...VALUES, signWith });
    const signing = Statement.filter(({ Action }) => [Action].flat().includes("kms:Sign"));
    expect(signing).toEqual([
      {
        Sid: expect.any(String),
        Effect: "Allow",
        Action: ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
        Resource: resource,
        ...(alias === undefined ? {} : { Condition: { StringEquals: { "kms:RequestAlias": alias } } }),
      },
    ]);
  });

  it("lets the operator sign with nothing where no key is configured", () => {
    expect(JSON.stringify(operatorPolicy(VALUES))).not.toContain("kms:Sign");
  });

  it("gives a reason for every permission", () => {
    for (const { reason } of operatorPermissions()) expect(reason).toMatch(/^[A-Z].+\.$/);
  });
});
