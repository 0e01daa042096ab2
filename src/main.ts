import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "./cli/cli.ts";
import type { Host, StopSignal } from "./cli/host.ts";
import { systemDisk } from "./core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "./core/env.ts";

/** This file lies one folder below the package's, as source and as bundle. */
const PACKAGE = join(import.meta.dirname, "..");
const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

// The SDK greets users of Node 20 with a warning that they can do nothing about here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

function onStop(handler: (signal: StopSignal) => void): () => void {
  for (const signal of STOP_SIGNALS) process.on(signal, handler);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, handler);
  };
}

function versionOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}

const host: Host = {
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  // Node makes these when they are first asked for, which takes it 2 ms each.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  get stderr() {
    return process.stderr;
  },
  clock: systemClock,
  random: systemRandom,
  get machine() {
    return thisMachine();
  },
  disk: systemDisk,
  version: versionOf(PACKAGE),
  runbooks: join(PACKAGE, "runbooks"),
  onStop,
  exit: (code) => process.exit(code),
  async startLocal(options) {
    const { startLocalAws } = await import("../sandbox/local-aws/index.ts");
    return startLocalAws(options);
  },
};

// A reader that closed the pipe (`vendor … | head`) ends us without a word.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

runCli(host).then((code) => {
  process.exitCode = code;
});
