import { defineConfig } from "vitest/config";

/** Suites that need programs a person has: OpenSSH, tmux, the AWS CLI, python3 with boto3, Chromium. */
export default defineConfig({
  test: {
    include: ["test/programs/**/*.test.ts"],
    // Nothing here is about speed: what hangs is found, however slow the machine and its disk are.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    // Most of them wait, for a terminal or for a gate.
    maxWorkers: 5,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
