import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { resolveHandover } from "../../src/runbook/handover.ts";
import { completeInputs } from "../../src/runbook/inputs.ts";
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
    const { facts, attach } = handover("cross-account-s3", { ...ROLE, direction: "both" });
    expect(facts).toEqual({
      how: "bucket-policy",
      direction: "both",
      region: "eu-central-1",
      bucket: "partner-files",
      prefix: "acme/",
      kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
      principal: "arn:aws:iam::210987654321:role/files",
    });
    expect(attach.map(({ Action }) => Action)).toEqual([
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
      ["kms:Decrypt", "kms:GenerateDataKey"],
    ]);
  });

  it("names the role that it assumes, and the ExternalId", () => {
    const { facts, attach } = handover("cross-account-s3", { ...ROLE, how: "assume-role" });
    expect(facts).toMatchObject({
      roleArn: "arn:aws:iam::123456789012:role/vendor-acme",
      externalId: expect.stringMatching(/^acme-[0-9a-f]{24}$/),
    });
    expect(attach).toMatchObject([
      { Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/vendor-acme" },
    ]);
  });

  it("is nothing where the runbook says nothing", () => {
    expect(handover("hosted-sftp", {})).toEqual({ facts: {}, attach: [] });
  });
});
