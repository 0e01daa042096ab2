import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { completeInputs } from "../../src/runbook/inputs.ts";
import { resolveHandover } from "../../src/runbook/resolve.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));

function handover(name: string, answers: Record<string, string>) {
  const runbook = loadRunbook(name, { own: [], shipped: SHIPPED }, "/company");
  return resolveHandover(runbook, {
    config: parseConfig(CONFIG_TEMPLATE, "/company", "vendor.config.yaml"),
    subject: "acme",
    rehearsal: false,
    standIn: false,
    inputs: completeInputs(runbook.inputs, answers),
    base: {
      partition: "aws",
      sftp: { host: "sftp.example.com", port: 22, hostKeys: [] },
      warnings: [],
    },
  });
}

const ROLE = { partnerAccount: "210987654321", partnerRole: "files" };

describe("what a partner is told", () => {
  it("names what it works with, and what its role needs on its side", () => {
    const { bucket, role } = handover("cross-account-s3", { ...ROLE, direction: "both" });
    expect(role).toBeUndefined();
    expect(bucket).toMatchObject({
      type: "bucket-access",
      bucket: "partner-files",
      prefix: "acme/",
      kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
      principal: "arn:aws:iam::210987654321:role/files",
      access: ["read", "write"],
    });
    const actions = bucket?.type === "bucket-access" ? bucket.attach.map(({ Action }) => Action) : [];
    expect(actions).toEqual([
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
      ["kms:Decrypt", "kms:GenerateDataKey"],
    ]);
  });

  it("names the role that it assumes, and the ExternalId", () => {
    const { role } = handover("cross-account-s3", { ...ROLE, how: "assume-role", direction: "write" });
    expect(role).toMatchObject({
      type: "role-to-assume",
      role: "${resources.role.arn}",
      externalId: expect.stringMatching(/^acme-[0-9a-f]{24}$/),
      access: ["write"],
      attach: [{ Action: "sts:AssumeRole", Resource: "${resources.role.arn}" }],
    });
  });

  it("is each way in that applies", () => {
    expect(Object.keys(handover("hosted-sftp", {}))).toEqual(["sftp"]);
    expect(Object.keys(handover("hosted-sftp", ROLE))).toEqual(["sftp", "bucket"]);
    expect(Object.keys(handover("hosted-sftp", { ...ROLE, pull: "assume-role" }))).toEqual(["sftp", "role"]);
  });
});
