import { type Stats, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Problem } from "../../core/errors.ts";
import type { PushFolder } from "../../runbook/push-folder.ts";

/** A file, and the object that it becomes. */
export interface Target {
  /** As it was given. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes of a key at most. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const KEY_BYTES = 1024;
/** The largest object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const LARGEST = 5 * 1024 ** 4;

/**
 * What becomes of the files, or everything that is wrong with them.
 * @param to a folder below the partner's (with a slash at its end), or another name for the only file
 */
export function targetsOf(
  files: readonly string[],
  to: string | undefined,
  folder: PushFolder,
  cwd: string,
): { readonly targets: readonly Target[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wrong = (field: string, message: string) => void problems.push({ field, message });
  const renamed = to !== undefined && !to.endsWith("/");
  if (renamed && files.length > 1) wrong("--to", "Several files need a folder: end it with a slash.");
  const targets = files.map((file): Target => {
    const path = resolve(cwd, file);
    const stats = statSync(path, { throwIfNoEntry: false });
    const trouble = fileTrouble(stats);
    if (trouble !== undefined) wrong(file, trouble);
    const name = renamed ? to : `${to ?? ""}${basename(path)}`;
    const key = `${folder.prefix}${name}`;
    const misnamed = nameTrouble(name, key, folder);
    if (misnamed !== undefined) wrong(to ?? file, misnamed);
    return { file, path, key, size: stats?.size ?? 0 };
  });
  // One name for several files is said once, above.
  for (const key of renamed ? [] : new Set(targets.map((target) => target.key))) {
    const alike = targets.filter((target) => target.key === key).map(({ file }) => file);
    if (alike.length > 1) wrong(alike.join(", "), `All of them would become ${key}.`);
  }
  return { targets, problems: [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()] };
}

function fileTrouble(stats: Stats | undefined): string | undefined {
  if (stats === undefined) return "There is no such file.";
  if (stats.isDirectory()) return "It is a folder: name the files in it.";
  if (!stats.isFile()) return "It is no regular file.";
  return stats.size > LARGEST ? "It is larger than S3's largest object, 5 TiB." : undefined;
}

/** Names that SFTP clients and S3 would read in another way than they are written. */
function nameTrouble(name: string, key: string, { prefix, reserved }: PushFolder): string | undefined {
  const parts = name.split("/");
  if (parts.some((part) => part === ".." || part === "."))
    return `"${name}" leads elsewhere: no part of it may be . or .. alone.`;
  if (parts.includes("")) return `"${name}" has a part without a name: no slash at its start, none doubled.`;
  if (/[\p{Cc}\\]/u.test(name)) return "No backslashes and no control characters, please.";
  if (Buffer.byteLength(key) > KEY_BYTES) return `With ${prefix} it is longer than ${KEY_BYTES} bytes.`;
  const test = reserved.find((other) => key.startsWith(other));
  return test === undefined ? undefined : `${test} is where the access test works, which empties it.`;
}
