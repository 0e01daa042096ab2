import { describe, expect, it } from "vitest";
import type { Aws, CredentialSource } from "../../src/aws/aws.ts";
import { AwsFailure } from "../../src/aws/failure.ts";
import { renewingAws } from "../../src/aws/renewing.ts";
import { vendorError } from "../../src/core/errors.ts";

const EXPIRED = new AwsFailure("iam", "GetRole", "ExpiredToken", "words", 403, "R", "credentials");
const UNSAID = new AwsFailure("s3", "HeadObject", "BadRequest", "", 400, "R", "other");
const FRESH = { accessKeyId: "FRESH", secretAccessKey: "s" };

/** AWS that takes `FRESH` only, and keeps by whom it was asked. */
function bench() {
  const asked: string[] = [];
  const speaking = (credentials: CredentialSource): Aws => {
    const name = typeof credentials === "function" ? "" : credentials.accessKeyId;
    const sendCall: Aws["sendCall"] = async (_service, operation) => {
      asked.push(`${name} ${operation}`);
      if (name !== FRESH.accessKeyId) throw operation === "HeadObject" ? UNSAID : EXPIRED;
      if (operation === "HeadBucket") throw UNSAID;
      return { output: {}, requestId: "R" };
    };
    return {
      region: "r",
      send: sendCall as Aws["send"],
      sendCall,
      presign: async () => async () => ({ output: {}, requestId: "R" }),
      as: speaking,
      at: () => speaking(credentials),
      aheadMs: () => 0,
      close: () => undefined,
    };
  };
  return { aws: speaking({ accessKeyId: "STALE", secretAccessKey: "s" }), asked };
}

describe("renewingAws", () => {
  it("sends the same call with new credentials, asked for once by all calls in flight", async () => {
    const { aws, asked } = bench();
    let renewals = 0;
    const renewing = renewingAws(aws, async () => {
      renewals += 1;
      return FRESH;
    });
    await Promise.all(["GetRole", "ListRoles"].map((name) => renewing.sendCall("iam", name, {})));
    await renewing.sendCall("iam", "GetUser", {});
    expect(renewals).toBe(1);
    expect(asked).toEqual([
      "STALE GetRole",
      "STALE ListRoles",
      "FRESH GetRole",
      "FRESH ListRoles",
      "FRESH GetUser",
    ]);
  });

  it("has STS say whether they have expired, where the answer to a HEAD does not", async () => {
    const { aws, asked } = bench();
    const renewing = renewingAws(aws, async () => FRESH);
    await renewing.sendCall("s3", "HeadObject", {});
    expect(asked).toEqual([
      "STALE HeadObject",
      "STALE GetCallerIdentity",
      "FRESH GetCallerIdentity",
      "FRESH HeadObject",
    ]);
    await expect(renewing.sendCall("s3", "HeadBucket", {})).rejects.toBe(UNSAID);
    expect(asked.slice(4)).toEqual(["FRESH HeadBucket", "FRESH GetCallerIdentity", "FRESH HeadBucket"]);
  });

  it("does not ask again after there were none", async () => {
    const { aws } = bench();
    let renewals = 0;
    const renewing = renewingAws(aws, async () => {
      renewals += 1;
      throw vendorError("credentialsExpired", { login: "sign in" });
    });
    await expect(renewing.sendCall("iam", "GetRole", {})).rejects.toMatchObject({ stops: true });
    await expect(renewing.sendCall("iam", "GetRole", {})).rejects.toMatchObject({ stops: true });
    expect(renewals).toBe(1);
  });

  it("sends a call once more only", async () => {
    const { aws, asked } = bench();
    const stale = { accessKeyId: "STALE-TOO", secretAccessKey: "s" };
    await expect(renewingAws(aws, async () => stale).sendCall("iam", "GetRole", {})).rejects.toBe(EXPIRED);
    expect(asked).toHaveLength(2);
  });
});
