import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Packs the package, installs the archive into an empty folder, and runs the command from there.
const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "vendor-package-"));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

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
  process.stdout.write(`package: ${archive} installs, says ${version}, and does the main job\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
