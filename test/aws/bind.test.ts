import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindInput, placeholdersIn } from "../../src/aws/bind.ts";

const KNOWN: Readonly<Record<string, string>> = {
  "resources.role.arn": "arn:x",
  "generated.key.privateKey": 'line 1\n"quoted"\n',
  "run.revokedAt": "2026-01-01T00:00:00Z",
};
const values = (namespace: string, path: string) => KNOWN[`${namespace}.${path}`];

describe("bindInput", () => {
  it("fills placeholders in at any depth and inside longer strings", () => {
    expect(
      bindInput({ a: ["role=${resources.role.arn}!"], b: { c: "${run.revokedAt}" }, d: 1 }, values),
    ).toEqual({
      a: ["role=arn:x!"],
      b: { c: "2026-01-01T00:00:00Z" },
      d: 1,
    });
  });

  it("leaves IAM policy variables alone", () => {
    const input = { Resource: "arn:aws:s3:::b/${aws:username}/${*}/${s3:prefix}" };
    expect(bindInput(input, values)).toEqual(input);
  });

  it("serialises $json after binding, so that quotes and line ends survive", () => {
    const { SecretString } = bindInput(
      { SecretString: { $json: { b: "${generated.key.privateKey}", a: 1 } } },
      values,
    );
    expect(SecretString).toBe('{"a":1,"b":"line 1\\n\\"quoted\\"\\n"}');
  });

  it("does not look for placeholders in values", () => {
    const bound = bindInput({ a: "${resources.role.arn}" }, () => "${run.revokedAt}");
    expect(bound).toEqual({ a: "${run.revokedAt}" });
  });

  it("takes literals as they are", () => {
    const input = { Key: { $literal: "acme/${resources.role.arn}" } };
    expect(bindInput(input, values)).toEqual({ Key: "acme/${resources.role.arn}" });
    expect(placeholdersIn(input)).toEqual([]);
  });

  it("refuses an unbound placeholder", () => {
    expect(() => bindInput({ a: "${resources.nobody.arn}" }, values)).toThrow(
      expect.objectContaining({ code: "PLACEHOLDER_UNBOUND" }),
    );
    expect(() => bindInput({ a: "${self.testKeyId}" }, values)).toThrow(/self\.testKeyId/);
  });

  it("round-trips any value through $json", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { a } = bindInput({ a: { $json: { text: "${run.x}" } } }, () => text);
        expect(JSON.parse(String(a))).toEqual({ text });
      }),
    );
  });
});

it("placeholdersIn lists each placeholder once", () => {
  expect(
    placeholdersIn({ a: ["${run.x} ${run.x}", { $json: "${generated.k.publicKey}" }], b: "${aws:username}" }),
  ).toEqual(["run.x", "generated.k.publicKey"]);
});
