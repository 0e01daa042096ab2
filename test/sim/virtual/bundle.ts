import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Puts the worker and all of the product into one file and answers its path. Bundled, an `import()` is a plain call:
 * files that are loaded in the midst of a simulation would make its order the disk's.
 */
export async function bundleWorker(): Promise<string> {
  const folder = at("../../../node_modules/.cache/vendor-sim");
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/worker-${process.pid}.cjs`;
  const bundle = await rolldown({
    input: at("worker.ts"),
    platform: "node",
    external: ["ssh2"],
    resolve: {
      mainFields: ["module", "main"],
      conditionNames: ["node", "module", "import", "default"],
    },
    logLevel: "silent",
  });
  await bundle.write({ file, format: "cjs", codeSplitting: false, dynamicImportInCjs: false });
  await bundle.close();
  return file;
}
