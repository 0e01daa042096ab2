import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "./cli/host.ts";
import { systemDisk } from "./core/disk.ts";
import { systemClock, systemRandom } from "./core/env.ts";

/** This file lies one folder below the package's, as source and as bundle. */
const PACKAGE = join(import.meta.dirname, "..");

/** The part of the world that is the same for whoever calls: the machine, this package, the local AWS. */
export type World = Pick<Host, "clock" | "random" | "disk" | "version" | "node" | "runbooks" | "startLocal">;

/** This machine and this package. */
export function thisWorld(): World {
  // The SDK greets users of Node 20 with a warning that they can do nothing about here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  return {
    clock: systemClock,
    random: systemRandom,
    disk: systemDisk,
    version: versionOf(PACKAGE),
    node: process.versions.node,
    runbooks: join(PACKAGE, "runbooks"),
    async startLocal(options) {
      const { startLocalAws } = await import("../sandbox/local-aws/index.ts");
      return startLocalAws(options);
    },
  };
}

function versionOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
