import { runCli } from "./cli/cli.ts";
import type { Host, StopSignal } from "./cli/host.ts";
import { thisMachine } from "./core/env.ts";
import { thisWorld } from "./world.ts";

const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

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

export * from "./library.ts";

/** The command line: what `bin/vendor.js` starts. */
export function main(): void {
  const { clock, random, disk, version, node, runbooks, startLocal } = thisWorld();
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
    clock,
    random,
    get machine() {
      return thisMachine();
    },
    disk,
    version,
    node,
    runbooks,
    onStop,
    exit: (code) => process.exit(code),
    startLocal,
  };

  runCli(host).then((code) => {
    process.exitCode = code;
  });
}
