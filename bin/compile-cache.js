"use strict";
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");
const { Script } = require("node:vm");

// Keeps what V8 compiled of the bundle beside it, in dist/cache: the second start compiles nothing. Node 20 has no
// cache of its own. V8 itself refuses what another version, other flags or another source made; it is then made anew.
// Where the folder can't be written, every start compiles. The archive on npm holds no compiled code.
const NODE = `${process.version}-${process.platform}-${process.arch}`;
const HEAD = "(function (exports, require, module, __filename, __dirname) {";
const compiled = [];

function bundled(module, filename) {
  const source = readFileSync(filename, "utf8");
  const cache = join(__dirname, "../dist/cache", NODE, `${basename(filename)}-${statSync(filename).mtimeMs}`);
  const script = new Script(`${HEAD}${source}\n})`, {
    filename,
    columnOffset: -HEAD.length,
    cachedData: readIfThere(cache),
  });
  if (script.cachedDataRejected !== false) compiled.push({ script, cache });
  script.runInThisContext()(module.exports, (id) => module.require(id), module, filename, dirname(filename));
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

// At exit, because by then V8 has compiled the functions that were called.
function keep() {
  try {
    for (const { script, cache } of compiled) {
      mkdirSync(dirname(cache), { recursive: true });
      const draft = `${cache}.${process.pid}`;
      // V8 trusts what is inside: a power failure must not leave half of it under the final name.
      writeFileSync(draft, script.createCachedData(), { flush: true });
      renameSync(draft, cache);
    }
  } catch {
    // A folder that can't be written: nothing is kept.
  }
}

if (process.env.NODE_DISABLE_COMPILE_CACHE === undefined) {
  require.extensions[".cjs"] = bundled;
  process.on("exit", keep);
}
