import { defineConfig, type Plugin } from "rolldown";

const NO_EXECUTABLES = "\0no-executables";

/** Commander loads node:child_process (1.3 ms) for subcommands that are programs of their own: here none is. */
const withoutExecutables: Plugin = {
  name: "without-executables",
  resolveId: (source, importer) =>
    source === "node:child_process" && importer?.includes("/commander/") ? NO_EXECUTABLES : undefined,
  load: (id) => (id === NO_EXECUTABLES ? "export {};" : undefined),
};

// CommonJS with lazy chunks: Node starts it about 10 ms faster than the same bundle as ESM (docs/adr/0002-bundle.md).
export default defineConfig({
  input: { main: "src/main.ts" },
  // What chunks share stays in the entry, although that has exports of its own: one file less to load at start.
  preserveEntrySignatures: "allow-extension",
  platform: "node",
  external: ["ssh2"],
  plugins: [withoutExecutables],
  resolve: {
    // Bundlers take dist-cjs of the AWS SDK unless told; its ES modules tree-shake to half the size.
    mainFields: ["module", "main"],
    conditionNames: ["node", "module", "import", "default"],
  },
  output: {
    dir: "dist",
    format: "cjs",
    // require() for ssh2 and Node's own modules too: what comes from a code cache can't import().
    dynamicImportInCjs: false,
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    // Compiled code of the previous bundle goes with it (bin/compile-cache.js).
    cleanDir: true,
  },
});
