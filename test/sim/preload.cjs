"use strict";
// Loaded before the command line (`node --require`). Counts what it writes into its own folder, and ends the process
// with SIGKILL at one of these writes: `write:N` right after the nth, `torn:N` in the middle of it (before it, where it
// is one act of the file system: a rename, a link, a removal). Long pauses are cut short: where a process ends does not
// depend on how long it has waited.
const fs = require("node:fs");
const timers = require("node:timers/promises");

const LONGEST_PAUSE_MS = 50;
const sleep = timers.setTimeout;
timers.setTimeout = (ms, ...rest) => sleep(Math.min(ms, LONGEST_PAUSE_MS), ...rest);

const [mode, at] = (process.env.SIM_KILL ?? "").split(":");
const trace = process.env.SIM_TRACE;
const appendTrace = fs.appendFileSync;
const watched = (path) => String(path).includes("/.vendor/");
let count = 0;

function isHere(path, act) {
  count += 1;
  if (trace) appendTrace(trace, `${act} ${String(path).split("/").slice(-2).join("/")}\n`);
  return count === Number(at) ? mode : undefined;
}

function die() {
  process.kill(process.pid, "SIGKILL");
}

function half(data) {
  const bytes = Buffer.from(data);
  return bytes.subarray(0, Math.ceil(bytes.length / 2));
}

function watch(name, pathOf, tear) {
  const original = fs[name];
  fs[name] = (...args) => {
    const path = pathOf(...args);
    if (!watched(path)) return original(...args);
    const here = isHere(path, name);
    if (here === "torn") {
      tear?.(original, args);
      die();
    }
    const result = original(...args);
    if (here === "write") die();
    return result;
  };
}

const first = (path) => path;
watch("renameSync", (_from, to) => to);
watch("linkSync", (_from, to) => to);
watch("rmSync", first);
watch("writeFileSync", first, (write, [path, data, ...rest]) => write(path, half(data), ...rest));
