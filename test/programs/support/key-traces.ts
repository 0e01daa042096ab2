import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Signs of any private key: the armour of every form, what OpenSSH's form begins with, and PuTTY's. */
const ANY_KEY = ["PRIVATE KEY", "b3BlbnNzaC1rZXktdj", "openssh-key-v1\0", "PuTTY-User-Key-File"];

/** Bytes of an Ed25519 seed. */
const SEED = 32;

/** Every file below a folder. */
export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What gives away any private key, or these: their lines, and their secret seeds in every usual spelling. */
export function needlesOf(ed25519Keys: readonly string[]): Buffer[] {
  const texts = [...ANY_KEY, ...ed25519Keys.flatMap((key) => key.trim().split("\n").slice(1, -1))];
  const seeds = ed25519Keys.map(seedOf);
  const spelt = seeds.flatMap((seed) => [
    seed.toString("hex"),
    seed.toString("hex").toUpperCase(),
    seed.toString("base64").slice(0, -2),
    seed.toString("base64url").slice(0, -2),
  ]);
  // Base64 of a text that holds the key, wherever in it the key begins.
  const wrapped = ed25519Keys.flatMap((key) =>
    [0, 1, 2].map((skipped) => Buffer.from(key.slice(skipped)).toString("base64").slice(60, 160)),
  );
  return [...[...texts, ...spelt, ...wrapped].map((text) => Buffer.from(text)), ...seeds];
}

/** The needles that `content` holds, as far as they can be shown: their lengths. */
export function tracesIn(content: Buffer, needles: readonly Buffer[]): string[] {
  return needles
    .filter((needle) => content.includes(needle))
    .map((needle) =>
      ANY_KEY.includes(needle.toString()) ? needle.toString() : `${needle.length} bytes of a key`,
    );
}

/**
 * The state of a local AWS without the private host keys of its own SFTP server, which it has to keep to be the same
 * server tomorrow: they are the member `hostKeys` of the records of one table. Everything else of the state stays in.
 * @returns the state without them, and the keys that were taken out, each once
 */
export function withoutHostKeys(file: string): { readonly content: Buffer; readonly hostKeys: string[] } {
  const hostKeys = new Set<string>();
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const rest = lines.map((line) => {
    const record = JSON.parse(line) as { table: string; value?: { hostKeys?: string[] } };
    if (record.table !== "transfer.servers" || record.value?.hostKeys === undefined) return line;
    for (const key of record.value.hostKeys) hostKeys.add(key);
    return JSON.stringify({ ...record, value: { ...record.value, hostKeys: [] } });
  });
  return { content: Buffer.from(rest.join("\n")), hostKeys: [...hostKeys] };
}

/** The secret 32 bytes of an OpenSSH Ed25519 key: they stand before the last copy of the public half. */
function seedOf(key: string): Buffer {
  const body = Buffer.from(key.replace(/-----[^-]+-----/g, ""), "base64");
  const type = Buffer.from("ssh-ed25519");
  const first = body.indexOf(type) + type.length + 4;
  const at = body.lastIndexOf(body.subarray(first, first + SEED));
  return body.subarray(at - SEED, at);
}
