import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { generatedFiles } from "../../scripts/generated-files.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

it.each(Object.entries(await generatedFiles(ROOT)))("%s is what `npm run generate` makes", (path, text) => {
  expect(
    readFileSync(join(ROOT, path), "utf8") === text,
    `${path} is out of date: run \`npm run generate\``,
  ).toBe(true);
});
