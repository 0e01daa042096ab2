import fc from "fast-check";
import { expect, test } from "vitest";
import { keyFilter, PRIVATE_KEY_MARK } from "../../../src/cli/prompts/guarded-input.ts";
import { generateSshKeyPair } from "../../../src/core/ssh-keys.ts";

/** Lines end as a terminal in raw mode sends them. */
const KEY = generateSshKeyPair("ssh-ed25519").privateKey.reveal().replaceAll("\n", "\r");
const BODY = KEY.split("\r").slice(1, -2);

test("what is no private key passes unchanged", () => {
  const filter = keyFilter();
  const typed = ["a", "c", "me", "\r", "\u001b[A", "ssh-ed25519 AAAAC3Nza me@host\r", "é", "\u0003"];
  expect(typed.map(filter)).toEqual(typed);
});

test("a pasted key becomes a mark, and the next key clears it", () => {
  const filter = keyFilter();
  expect(filter(KEY)).toBe(`\u0015${PRIVATE_KEY_MARK}\r`);
  expect(filter("a")).toBe("\u0015a");
  expect(filter("b")).toBe("b");
});

test("property: in whatever pieces it comes, no line of its body gets through", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
      const filter = keyFilter();
      let seen = "";
      for (let start = 0, turn = 0; start < KEY.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        seen += filter(KEY.slice(start, start + size));
        start += size;
      }
      return (
        seen.includes(PRIVATE_KEY_MARK) &&
        BODY.every((line) => line === "" || !seen.includes(line.slice(0, 8)))
      );
    }),
  );
});

test("Ctrl-C still works in the middle of a key", () => {
  const filter = keyFilter();
  filter("-----BEGIN OPENSSH PRIVATE KEY-----\rb3Blbn");
  expect(filter("\u0003")).toBe("\u0003");
});

test("a body without its armour is held back too", () => {
  expect(keyFilter()(`${BODY.join("\r")}\r`)).toBe(`\u0015${PRIVATE_KEY_MARK}\r`);
});
