"use strict";
// Loaded before the command line (`node --require`). Counts what it writes into its own folder, and ends the process
// with SIGKILL at one of these writes: `write:N` right after the nth, `torn:N` in the middle of it (before it, where it
// is one act of the file system: a rename, a link, a removal).
const fs = require("node:fs");
const files = require("node:fs/promises");

const [mode, at] = (process.env.SIM_KILL ?? "").split(":");
const trace = process.env.SIM_TRACE;
const watched = (path) => String(path).includes("/.vendor/");
const descriptors = new Map();
const { openSync, closeSync, writeSync, appendFileSync } = fs;
const raw = { openSync, closeSync, writeSync, appendFileSync };
let count = 0;

function isHere(path, act) {
  count += 1;
  if (trace) raw.appendFileSync(trace, `${act} ${String(path).split("/").slice(-2).join("/")}\n`);
  return count === Number(at) ? mode : undefined;
}

function die() {
  process.kill(process.pid, "SIGKILL");
}

function half(data) {
  const bytes = Buffer.from(data);
  return bytes.subarray(0, Math.ceil(bytes.length / 2));
}

fs.openSync = (path, ...rest) => {
  const descriptor = raw.openSync(path, ...rest);
  if (watched(path)) descriptors.set(descriptor, path);
  return descriptor;
};
fs.closeSync = (descriptor) => {
  descriptors.delete(descriptor);
  raw.closeSync(descriptor);
};
fs.writeSync = (descriptor, data, ...rest) => {
  const path = descriptors.get(descriptor);
  if (path === undefined) return raw.writeSync(descriptor, data, ...rest);
  const here = isHere(path, "write");
  if (here === "torn") {
    raw.writeSync(descriptor, half(data));
    die();
  }
  const written = raw.writeSync(descriptor, data, ...rest);
  if (here === "write") die();
  return written;
};

function watchAsync(owner, name, pathOf, torn) {
  const original = owner[name].bind(owner);
  owner[name] = async (...args) => {
    const path = pathOf(...args);
    if (!watched(path)) return original(...args);
    const here = isHere(path, name);
    if (here === "torn") {
      await torn?.(original, args);
      die();
    }
    const result = await original(...args);
    if (here === "write") die();
    return result;
  };
}

const first = (path) => path;
watchAsync(files, "rename", (_from, to) => to);
watchAsync(files, "link", (_from, to) => to);
watchAsync(files, "rm", first);
watchAsync(files, "writeFile", first, (write, [path, data, ...rest]) => write(path, half(data), ...rest));

const open = files.open.bind(files);
files.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  const tear = (write, [data]) => write(half(data));
  if (watched(path))
    for (const name of ["writeFile", "appendFile"]) watchAsync(handle, name, () => path, tear);
  return handle;
};
