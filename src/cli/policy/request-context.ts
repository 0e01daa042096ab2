import { type Problem, vendorError } from "../../core/errors.ts";
import type { Context } from "../../policy/types.ts";

/**
 * The condition keys that `--context` gives; a key that is given again has several values.
 * @throws VendorError `inputInvalid` with everything that is no `key=value`
 */
export function contextOf(pairs: readonly string[]): Readonly<Record<string, string | readonly string[]>> {
  const keys = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+:[^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      problems.push({ field: "--context", message: `"${pair}" is not KEY=VALUE, e.g. s3:prefix=acme/` });
    else keys.set(key, [...(keys.get(key) ?? []), value]);
  }
  if (problems.length > 0) throw vendorError("inputInvalid", { what: "--context" }, { problems });
  return Object.fromEntries([...keys].map(([key, values]) => [key, one(values)]));
}

function one(values: readonly string[]): string | readonly string[] {
  const [first, ...more] = values;
  return first !== undefined && more.length === 0 ? first : values;
}

const ENCRYPTION_CONTEXT = /^kms:EncryptionContext:(.+)$/i;

/** The encryption context that `kms:EncryptionContext:NAME` keys describe; undefined for none. */
export function encryptionContextOf(context: Context): Readonly<Record<string, string>> | undefined {
  const pairs = Object.entries(context).flatMap(([key, value]) => {
    const name = ENCRYPTION_CONTEXT.exec(key)?.[1];
    return name === undefined ? [] : [[name, String(value)] as const];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
