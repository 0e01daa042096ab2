import { describe, expect, it } from "vitest";
import { parseHostKey } from "../../../src/core/ssh/host-key.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIpQEPrYkbk5HPPsEoUh+jltl6f+XR1gggBNSbwaSc7n";
const PRINT = "SHA256:uNiVztksCsDhcc0u9e8BrrQXVUDOo28SIzQ8lTOP1sM";

describe("the host key of a server", () => {
  it.each([
    ["a public key", KEY],
    ["a public key with a comment", `${KEY} root@sftp`],
    ["a line of ssh-keyscan", `sftp.acme.example ${KEY}`],
    ["a line for another port", `[sftp.acme.example]:2222 ${KEY}\n`],
    ["a line whose host is hashed", `|1|c2FsdA==|aGFzaA== ${KEY}`],
  ])("is read from %s", (_form, text) => {
    expect(parseHostKey(text)).toMatchObject({ ok: true, text: KEY });
  });

  it.each([PRINT, `${PRINT}=`, `256 ${PRINT} root@sftp (ED25519)`])("is its fingerprint in %s", (text) => {
    expect(parseHostKey(text)).toEqual({ ok: true, text: PRINT, fingerprint: PRINT });
  });

  it.each([
    ["", /no SSH host key/],
    ["ssh-ed25519 AAAA", /no SSH host key/],
    ["SHA256:short", /no SSH host key/],
    ["MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", /MD5/],
    [`@cert-authority *.acme.example ${KEY}`, /marked line/],
    [`${KEY}\n${KEY}`, /more than one line/],
  ])("is refused where it is %j", (text, problem) => {
    const parsed = parseHostKey(text);
    expect(parsed.ok ? "" : parsed.problem).toMatch(problem);
  });
});
