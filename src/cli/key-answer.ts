import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Env } from "../core/env.ts";
import { vendorError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { looksLikePrivateKey } from "../core/ssh-keys.ts";
import type { InputSpec } from "../runbook/types.ts";

/** No public key file is longer. */
const MAX_BYTES = 16 * 1024;

/** Where relative paths begin, and what `~` stands for. */
export interface Paths {
  readonly cwd: string;
  readonly env: Env;
}

/**
 * The key of an answer to a question for a public key, which may be the path of its file.
 * What names no file is given back as it is. @throws VendorError `privateKeyGiven`
 */
export function keyOf(answer: string, { cwd, env }: Paths): string {
  if (looksLikePrivateKey(answer)) throw vendorError("privateKeyGiven", { where: "The answer" });
  const path = resolve(cwd, unquoted(answer.trim()).replace(/^~(?=\/)/, env.HOME ?? "~"));
  if (!existsSync(path) || !statSync(path).isFile()) return answer;
  if (statSync(path).size > MAX_BYTES) return answer;
  const text = readFileSync(path, "utf8");
  if (looksLikePrivateKey(text)) throw vendorError("privateKeyGiven", { where: path });
  return text.trim();
}

/** A path as a terminal types it for a file that is dropped on it: in quotes, or its blanks behind backslashes. */
function unquoted(path: string): string {
  return /^(['"]).*\1$/.test(path) ? path.slice(1, -1) : path.replace(/\\(?=[ '"()&])/g, "");
}

/** What is wrong with an answer that reads like a path of a key's file and names none; `undefined` where it does not. */
export function missingKeyFile(answer: string): string | undefined {
  const isPath = /^(~|\.{1,2})?\/|\.pub['"]?$/.test(answer) && !/^(ssh|ecdsa|sk)-\S+\s/.test(answer);
  return isPath ? `There is no file ${answer}.` : undefined;
}

/** `answers` with the keys of files in place of their paths. @throws VendorError `privateKeyGiven` */
export function withKeys(specs: readonly InputSpec[], answers: JsonObject, paths: Paths): JsonObject {
  const keys = new Set(specs.filter((spec) => spec.type === "ssh-public-key").map((spec) => spec.name));
  return Object.fromEntries(
    Object.entries(answers).map(([name, value]): [string, Json] => [
      name,
      keys.has(name) && typeof value === "string" ? keyOf(value, paths) : value,
    ]),
  );
}
