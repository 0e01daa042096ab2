import { describe, expect, test } from "vitest";
import { keyFilter, PRIVATE_KEY_MARK } from "../../../src/cli/prompts/guarded-input.ts";
import { inOneLine, pasteFilter } from "../../../src/cli/prompts/paste.ts";
import { generateSshKeyPair } from "../../../src/core/ssh-keys.ts";

const { publicKey, privateKey } = generateSshKeyPair("ssh-ed25519");
const [, base64 = ""] = publicKey.split(" ");
/** As RFC 4716 has it: https://www.rfc-editor.org/rfc/rfc4716 */
const BLOCK = [
  "---- BEGIN SSH2 PUBLIC KEY ----",
  'Comment: "edi@acme"',
  base64.slice(0, 40),
  base64.slice(40),
  "---- END SSH2 PUBLIC KEY ----",
  "",
].join("\r");
const PASTE = { begin: "\u001b[200~", end: "\u001b[201~" };

const marked = (text: string) => `${PASTE.begin}${text}${PASTE.end}`;
const filter = () => pasteFilter(keyFilter(), "refused");

describe("a paste that the terminal marks", () => {
  test("comes in one line without a line end: Enter stays with the person", () => {
    expect(filter()(marked(`${publicKey} edi@acme\r\n`))).toBe(`${publicKey} edi@acme`);
    expect(filter()(marked(BLOCK))).toBe(`${publicKey} edi@acme`);
    expect(filter()(marked("one\r  two\n"))).toBe("one two");
  });

  test("comes whole, in whatever pieces it is read, and what is typed around it stays", () => {
    const take = filter();
    const seen = ["a", `b${marked(BLOCK)}`.slice(0, 30), `b${marked(BLOCK)}c`.slice(30), "\r"].map(take);
    expect(seen.join("")).toBe(`ab${publicKey} edi@acmec\r`);
  });

  test("is refused where it is a private key", () => {
    expect(filter()(marked(privateKey.reveal()))).toBe("refused");
  });
});

describe("a key block that comes as if it were typed", () => {
  test("is held back until it ends, and comes in one line", () => {
    const take = filter();
    const seen = BLOCK.split(/(?<=\r)/).map(take);
    expect(seen.join("")).toBe(`\u0015${publicKey} edi@acme`);
    expect(take("x")).toBe("x");
  });

  test("of another format is handed on for the question to refuse it", () => {
    const pem = "-----BEGIN PUBLIC KEY-----\rMCowBQYDK2VwAyEA\r-----END PUBLIC KEY-----\r";
    expect(filter()(pem)).toBe(`\u0015${pem.trim().replaceAll("\r", " ")}`);
  });

  test("does not hide a private key behind it", () => {
    const seen = filter()(`${BLOCK}${privateKey.reveal().replaceAll("\n", "\r")}`);
    expect(seen).toBe(`\u0015${PRIVATE_KEY_MARK}\r`);
  });
});

test("one line stays as it is", () => {
  expect(inOneLine("ssh-ed25519 AAAA me@host")).toBe("ssh-ed25519 AAAA me@host");
});
