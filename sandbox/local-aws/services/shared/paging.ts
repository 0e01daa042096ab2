/** One page of a listing, and the token that continues it. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

const PREFIX = "after:";

/**
 * Cuts one page out of a list.
 * @param entries the whole list, each item with a key that is unique and stays put between calls
 * @param limit most items of one page, 1 or more
 * @param token what the page before answered as `next`
 * @param invalid makes the service's error for a token that it did not issue
 */
export function pageOf<T>(
  entries: readonly (readonly [string, T])[],
  limit: number,
  token: string | undefined,
  invalid: () => Error,
): Page<T> {
  const start = token === undefined ? 0 : indexAfter(entries, token, invalid);
  const slice = entries.slice(start, start + limit);
  const last = slice.at(-1);
  const items = slice.map(([, item]) => item);
  if (last === undefined || start + limit >= entries.length) return { items };
  return { items, next: Buffer.from(PREFIX + last[0]).toString("base64url") };
}

/** A token names the last item sent; where that item is gone meanwhile, its place in the order is used. */
function indexAfter(
  entries: readonly (readonly [string, unknown])[],
  token: string,
  invalid: () => Error,
): number {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith(PREFIX)) throw invalid();
  const key = text.slice(PREFIX.length);
  const exact = entries.findIndex(([candidate]) => candidate === key);
  if (exact >= 0) return exact + 1;
  const place = entries.findIndex(([candidate]) => candidate > key);
  return place < 0 ? entries.length : place;
}
