import { boundary, compareKeys } from "./order.ts";

/** What a listing asks for. */
interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Begin behind this key or, where it ends in the delimiter, behind this common prefix. */
  readonly after: string;
}

/** A key, or what several keys share up to the delimiter. */
type ListItem = { readonly key: string } | { readonly commonPrefix: string };

/**
 * Walks sorted keys as S3 lists them. Skips over a common prefix at once, however many keys it holds.
 * @param keys in {@link compareKeys} order
 * @param visible whether a key takes part, e.g. is not deleted
 */
export function* walkKeys(
  keys: readonly string[],
  query: ListQuery,
  visible: (key: string) => boolean,
): Generator<ListItem> {
  const { prefix, delimiter, after } = query;
  const start = compareKeys(after, prefix) > 0 ? after : prefix;
  let position = boundary(keys, 0, (key) => compareKeys(key, start) < 0);
  while (position < keys.length) {
    const key = keys[position] as string;
    if (!key.startsWith(prefix)) return;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const group = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (group !== undefined && group === after) {
      position = endOfGroup(keys, position, group);
    } else if (compareKeys(key, after) <= 0 && after !== "") {
      position += 1;
    } else if (!visible(key)) {
      position += 1;
    } else if (group === undefined) {
      yield { key };
      position += 1;
    } else {
      yield { commonPrefix: group };
      position = endOfGroup(keys, position, group);
    }
  }
}

function endOfGroup(keys: readonly string[], from: number, group: string): number {
  return boundary(keys, from, (key) => key.startsWith(group));
}

/** Name of an item, by which a next page continues. */
export function itemName(item: ListItem): string {
  return "key" in item ? item.key : item.commonPrefix;
}

/** Up to `limit` items, and whether more follow. */
export function takePage<T>(
  items: Iterable<T>,
  limit: number,
): { readonly page: T[]; readonly more: boolean } {
  const page: T[] = [];
  if (limit === 0) return { page, more: false };
  for (const item of items) {
    if (page.length === limit) return { page, more: true };
    page.push(item);
  }
  return { page, more: false };
}
