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

/** A pipe whose reader went away, and a terminal that was closed. */
const GONE: readonly unknown[] = ["EPIPE", "EIO"];

function unlessGone(error: NodeJS.ErrnoException): void {
  if (!GONE.includes(error.code)) throw error;
}

/** A stream to somebody who may go away in the middle of a run, which must come to an orderly end all the same. */
function heard<S extends NodeJS.WriteStream>(stream: S): S {
  return stream.listeners("error").includes(unlessGone) ? stream : stream.on("error", unlessGone);
}

function onStop(handler: (signal: StopSignal) => void): () => void {
  for (const signal of STOP_SIGNALS) process.on(signal, handler);
  // Whoever writes more than `ulimit -f` lets it is told so by the write, unless nobody listens: then it is killed.
  if (process.platform !== "win32") process.on("SIGXFSZ", () => undefined);
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
  stdout: heard(process.stdout),
  get stderr() {
    return heard(process.stderr);
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

runCli(host).then((code) => {
  process.exitCode = code;
});
