import fc from "fast-check";
import { expect, test } from "vitest";
import { itemName, takePage, walkKeys } from "../../../sandbox/local-aws/services/s3/listing.ts";
import { compareKeys } from "../../../sandbox/local-aws/services/s3/order.ts";

const KEYS = [
  "a",
  "acme",
  "acme-evil/x",
  "acme/",
  "acme/1",
  "acme/in/1",
  "acme/in/2",
  "acme/out",
  "b/1",
  "é",
];
const all = () => true;
const names = (query: { prefix?: string; delimiter?: string; after?: string }) =>
  [...walkKeys(KEYS, { prefix: "", delimiter: "", after: "", ...query }, all)].map(itemName);

test("lists all keys in order", () => expect(names({})).toEqual(KEYS));
test("groups by the delimiter", () =>
  expect(names({ delimiter: "/" })).toEqual(["a", "acme", "acme-evil/", "acme/", "b/", "é"]));
test("groups below a prefix", () =>
  expect(names({ prefix: "acme/", delimiter: "/" })).toEqual(["acme/", "acme/1", "acme/in/", "acme/out"]));
test("takes a prefix as text, not as a folder", () => expect(names({ prefix: "acme" })).toHaveLength(7));
test("begins behind a key", () =>
  expect(names({ prefix: "acme/", after: "acme/in/1" })).toEqual(["acme/in/2", "acme/out"]));
test("begins behind a common prefix", () =>
  expect(names({ delimiter: "/", after: "acme/" })).toEqual(["b/", "é"]));
test("shows no group of hidden keys", () => {
  const hidden = (key: string) => !key.startsWith("acme/in/");
  const items = [...walkKeys(KEYS, { prefix: "acme/", delimiter: "/", after: "" }, hidden)];
  expect(items.map(itemName)).toEqual(["acme/", "acme/1", "acme/out"]);
});
test("a page of none is not truncated", () => expect(takePage([1], 0)).toEqual({ page: [], more: false }));

test("orders as UTF-8 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

test("pages together are the whole, whatever prefix, delimiter and page size", () => {
  const key = fc.string({ unit: fc.constantFrom("a", "b", "/", "-"), minLength: 1, maxLength: 6 });
  const keys = fc.uniqueArray(key, { maxLength: 30 }).map((list) => list.sort(compareKeys));
  const prefix = fc.constantFrom("", "a", "a/", "/");
  fc.assert(
    fc.property(
      keys,
      prefix,
      fc.constantFrom("", "/", "-"),
      fc.integer({ min: 1, max: 5 }),
      (list, start, delimiter, size) => {
        const walk = (after: string) => walkKeys(list, { prefix: start, delimiter, after }, all);
        const pages: string[] = [];
        for (let after = "", more = true; more; ) {
          const taken = takePage(walk(after), size);
          pages.push(...taken.page.map(itemName));
          after = pages.at(-1) ?? "";
          more = taken.more;
        }
        expect(pages).toEqual(expectedItems(list, start, delimiter));
      },
    ),
  );
});

/** S3's documented rule, one key after the other. */
function expectedItems(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const items = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      return cut < 0 ? key : key.slice(0, cut + delimiter.length);
    });
  return [...new Set(items)];
}
