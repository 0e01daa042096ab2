#!/usr/bin/env node
require("./compile-cache.js");
require("../dist/main.cjs").main();
