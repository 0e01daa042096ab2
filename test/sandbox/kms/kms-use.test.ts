import { CreateGrantCommand, CreateKeyCommand, DisableKeyCommand } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainCaller } from "../../../sandbox/local-aws/caller.ts";
import { AwsFault } from "../../../sandbox/local-aws/fault.ts";
import {
  authorizeKeyUse,
  type KeyUse,
  openWithKey,
  sealWithKey,
} from "../../../sandbox/local-aws/kms-use.ts";
import type { RoleRecord } from "../../../sandbox/local-aws/tables.ts";
import type { Caller } from "../../../sandbox/local-aws/world.ts";
import { allow, type Lab, startLab } from "./lab.ts";

let lab: Lab;
let keyArn: string;
const viaService = "s3.eu-central-1.amazonaws.com";
const bucket = { "aws:s3:arn": "arn:aws:s3:::partner-files" };

beforeAll(async () => {
  lab = await startLab();
  keyArn = (await lab.admin.kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  lab.spread();
});
afterAll(() => lab.close());

function callerOf({ account, arn: roleArn, id: roleId }: RoleRecord): Caller {
  return plainCaller({ type: "session", account, roleArn, roleId, sessionName: "lab" }, {});
}

/** `allowed`, or the code of the fault. */
function outcome(role: RoleRecord, change: Partial<KeyUse> = {}): string {
  const use: KeyUse = { keyArn, action: "kms:Decrypt", encryptionContext: bucket, viaService, ...change };
  try {
    authorizeKeyUse(lab.world, callerOf(role), use);
    return "allowed";
  } catch (thrown) {
    return thrown instanceof AwsFault ? thrown.code : String(thrown);
  }
}

describe("a service's use of a key", () => {
  it("is the caller's, and tells which service it comes through", () => {
    const bound = { Condition: { StringEquals: { "kms:ViaService": viaService } } };
    const { role } = lab.actor("through-s3", [{ ...allow("kms:Decrypt", keyArn), ...bound }]);
    expect(outcome(role)).toBe("allowed");
    expect(outcome(role, { viaService: "secretsmanager.eu-central-1.amazonaws.com" })).toBe("AccessDenied");
    expect(outcome(role, { action: "kms:GenerateDataKey" })).toBe("AccessDenied");
    expect(outcome(lab.actor("no-key", []).role)).toBe("AccessDenied");
  });

  it("counts grants once KMS sees them, with their constraints", async () => {
    const { role } = lab.actor("granted", []);
    const grant = new CreateGrantCommand({
      KeyId: keyArn,
      GranteePrincipal: role.arn,
      Operations: ["Decrypt"],
      Constraints: { EncryptionContextSubset: bucket },
    });
    await lab.admin.kms.send(grant);
    expect(outcome(role)).toBe("AccessDenied");
    lab.spread();
    expect(outcome(role)).toBe("allowed");
    expect(outcome(role, { encryptionContext: {} })).toBe("AccessDenied");
  });

  it("ends with the key", async () => {
    const { role } = lab.actor("late", [allow("kms:Decrypt")]);
    const missing = `${keyArn.slice(0, -12)}000000000000`;
    expect(outcome(role, { keyArn: missing })).toBe("NotFoundException");
    expect(outcome(role)).toBe("allowed");
    await lab.admin.kms.send(new DisableKeyCommand({ KeyId: keyArn }));
    expect(outcome(role)).toBe("DisabledException");
  });
});

describe("sealed values", () => {
  it("open in the context that they were sealed in, and never come out alike", () => {
    const one = sealWithKey(lab.world, keyArn, Buffer.from("value"), bucket);
    const two = sealWithKey(lab.world, keyArn, Buffer.from("value"), bucket);
    expect(one.equals(two)).toBe(false);
    expect(openWithKey(lab.world, one, bucket).toString()).toBe("value");
    expect(() => openWithKey(lab.world, one, {})).toThrow(AwsFault);
  });
});
