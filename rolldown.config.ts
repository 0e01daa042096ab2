import { defineConfig } from "rolldown";

// CommonJS with lazy chunks: Node starts it about 10 ms faster than the same bundle as ESM (docs/adr/0002-bundle.md).
export default defineConfig({
  input: { main: "src/main.ts" },
  platform: "node",
  external: ["ssh2"],
  resolve: {
    // Bundlers take dist-cjs of the AWS SDK unless told; its ES modules tree-shake to half the size.
    mainFields: ["module", "main"],
    conditionNames: ["node", "module", "import", "default"],
  },
  output: {
    dir: "dist",
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    cleanDir: true,
  },
});
