import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resolveCredentials } from "../../src/aws/credentials.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vendor-credentials-"));
  writeFileSync(
    join(folder, "config"),
    "[profile plain]\nregion = eu-central-1\n[profile sso]\nsso_start_url = https://example.awsapps.com/start\nsso_account_id = 123456789012\nsso_role_name = dev\nsso_region = eu-central-1\n",
  );
  writeFileSync(
    join(folder, "credentials"),
    "[keys]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n",
  );
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("HOME", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("resolveCredentials", () => {
  it("takes keys from the environment", async () => {
    const env = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t" };
    expect(await resolveCredentials({ env })).toEqual({
      accessKeyId: "AKIA",
      secretAccessKey: "s",
      sessionToken: "t",
    });
  });

  it("prefers a given profile to keys in the environment", async () => {
    const env = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s" };
    const source = await resolveCredentials({ profile: "keys", env });
    expect(typeof source === "function" && (await source()).accessKeyId).toBe("AKIAPROFILE");
  });

  it("says that a profile is unknown", async () => {
    await expect(resolveCredentials({ profile: "typo", env: {} })).rejects.toMatchObject({
      code: "PROFILE_UNKNOWN",
      exit: 3,
    });
  });

  it("says how to sign in to SSO again", async () => {
    await expect(resolveCredentials({ env: { AWS_PROFILE: "sso" } })).rejects.toMatchObject({
      code: "CREDENTIALS_EXPIRED",
      hint: expect.stringContaining("aws sso login --profile sso"),
    });
  });
});
