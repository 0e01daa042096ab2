import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
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
  if (/\s/.test(answer.trim())) return answer;
  const path = resolve(cwd, answer.replace(/^~(?=\/)/, join(env.HOME ?? "~")));
  if (!existsSync(path) || !statSync(path).isFile()) return answer;
  if (statSync(path).size > MAX_BYTES) return answer;
  const text = readFileSync(path, "utf8");
  if (looksLikePrivateKey(text)) throw vendorError("privateKeyGiven", { where: path });
  return text.trim();
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
