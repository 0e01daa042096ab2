import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemas } from "../src/runbook/json-schema.ts";
import { ACCESS_TEST_PAGE, accessTestPage } from "./access-test-page.ts";
import { EVENT_SCHEMA, eventSchema } from "./event-schema.ts";
import { OPERATOR_POLICY_PATH, operatorPolicyFile } from "./operator-policy.ts";
import { COMMANDS_PAGE, commandsPage } from "./reference/commands-page.ts";
import { ERRORS_PAGE, errorsPage } from "./reference/errors-page.ts";
import { helpPages } from "./reference/help-pages.ts";
import { MANUAL, manual } from "./reference/manual.ts";
import { RUNBOOKS_PAGE, runbooksPage } from "./reference/runbooks-page.ts";

/** Every committed file that is made from something else: path → text. A test asserts that they are up to date. */
export async function generatedFiles(root: string): Promise<Readonly<Record<string, string>>> {
  const schemas = Object.entries(jsonSchemas()).map(([name, schema]) => [
    `runbooks/schema/${name}`,
    `${JSON.stringify(schema, undefined, 2)}\n`,
  ]);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const pages = await helpPages(version);
  return {
    ...Object.fromEntries(schemas),
    [COMMANDS_PAGE]: commandsPage(root, pages),
    [MANUAL]: manual(pages, version),
    [ERRORS_PAGE]: errorsPage(),
    [RUNBOOKS_PAGE]: runbooksPage(root),
    [EVENT_SCHEMA]: eventSchema(root),
    [ACCESS_TEST_PAGE]: accessTestPage(root),
    [OPERATOR_POLICY_PATH]: operatorPolicyFile(),
    "THIRD-PARTY-LICENSES.md": thirdPartyLicenses(root),
  };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Packages whose code is in the bundle. What they depend on is found from their manifests. */
const BUNDLED = [
  "@aws-sdk/client-cloudtrail",
  "@aws-sdk/client-iam",
  "@aws-sdk/client-kms",
  "@aws-sdk/client-s3",
  "@aws-sdk/client-secrets-manager",
  "@aws-sdk/client-sts",
  "@aws-sdk/client-transfer",
  "@aws-sdk/credential-providers",
  "@aws-sdk/lib-storage",
  "@aws-sdk/s3-request-presigner",
  "@clack/core",
  "@dagrejs/dagre",
  "@smithy/core",
  "@smithy/node-http-handler",
  "@smithy/util-retry",
  "commander",
  "d3-scale",
  "d3-shape",
  "execa",
  "fast-xml-parser",
  "fastest-levenshtein",
  "fflate",
  "hast-util-to-html",
  "hastscript",
  "mdast-util-gfm-table",
  "mdast-util-to-hast",
  "mdast-util-to-markdown",
  "p-limit",
  "yaml",
  "zod",
];

function thirdPartyLicenses(root: string): string {
  const found = new Map<string, { manifest: Manifest; text: string }>();
  const visit = (name: string): void => {
    const folder = join(root, "node_modules", name);
    if (found.has(name)) return;
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    found.set(name, {
      manifest,
      text: file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim(),
    });
    for (const dependency of Object.keys(manifest.dependencies ?? {})) visit(dependency);
  };
  for (const name of BUNDLED) visit(name);
  const byText = new Map<string, string[]>();
  for (const [name, { manifest, text }] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = text || `Licence: ${manifest.license ?? "see the package"}`;
    byText.set(key, [...(byText.get(key) ?? []), `${name} (${manifest.license ?? "?"})`]);
  }
  const sections = [...byText].map(
    ([text, names]) => `## ${names.join(", ")}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  return `# Third-party licences\n\nThe bundle in \`dist/\` holds code of these packages.\n\n${sections.join("\n")}`;
}
