import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Packs the package, installs the archive into an empty folder, and runs the command from there.
const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "vendor-package-"));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** What a program that uses the library looks like to the compiler, strictly and with the declarations checked. */
const PROGRAM = `import { type EventLine, type Plan, plan } from "vendor-cli";
const events: EventLine[] = [];
const made: Plan = await plan(
  { partner: "acme", owner: "team@example.com", runbook: "hosted-sftp" },
  { local: true, onEvent: (event) => void events.push(event) },
);
const last = events.at(-1);
if (last?.type !== "result" || last.partner !== made.partner) throw new Error("no result");
`;

try {
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (archive === undefined) throw new Error("npm pack made no archive");
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  run("npm", "install", "--no-audit", "--no-fund", "--omit=dev", `./${archive}`);
  const version = run("npx", "vendor", "--version").trim();
  run("npx", "vendor", "onboard", "acme", "--local", "--yes");
  run("npx", "vendor", "offboard", "acme", "--local", "--yes", "--confirm", "acme");
  writeFileSync(join(folder, "program.mts"), PROGRAM);
  run(
    join(root, "node_modules/.bin/tsc"),
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2023",
    "program.mts",
  );
  run("node", "program.mjs");
  process.stdout.write(`package: ${archive} installs, says ${version}, and does the main job\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
