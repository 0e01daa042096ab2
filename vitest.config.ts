import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/programs/**"],
    // Loading the code costs more than most files' tests: they share processes, since nothing has global state.
    isolate: false,
    // Suites over the wire mostly wait: six workers keep two cores busy.
    maxWorkers: 6,
    // Nothing here is about speed: what hangs is found, however slow the machine and its disk are.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
