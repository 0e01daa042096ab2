import { defineConfig } from "vitest/config";

/** Suites that need programs a person has: OpenSSH, tmux, the AWS CLI, python3 with boto3, Chromium. */
export default defineConfig({
  test: {
    include: ["test/programs/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Most of them wait, for a terminal or for a gate.
    maxWorkers: 3,
  },
});
