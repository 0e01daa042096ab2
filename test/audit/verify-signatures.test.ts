import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AuditRecord, type ChainHead, EMPTY, link } from "../../src/audit/chain.ts";
import { pemName, readPublicKey, type Signature } from "../../src/audit/signature.ts";
import { verifyLog } from "../../src/audit/verify.ts";
import { anchorsOfSignatures, verifySignatures } from "../../src/audit/verify-signatures.ts";
import { canonicalJson } from "../../src/core/canonical.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { newPair, type Pair, signedBy } from "./signing.ts";

const AUDIT = newPair("11111111-1111-1111-1111-111111111111");
const NEXT = newPair("22222222-2222-2222-2222-222222222222", "rsa");

const RECORDS: AuditRecord[] = [];
for (const partner of ["p1", "p2", "p3", "p4"]) {
  const { seq, hash } = RECORDS.at(-1) ?? EMPTY;
  RECORDS.push(link({ seq, hash }, "2026-01-01T00:00:00.000Z", { type: "onboard", partner }));
}

const head = (number: number): ChainHead => RECORDS[number - 1] ?? EMPTY;
const bytesOf = (lines: readonly object[]) =>
  Buffer.from(lines.map((line) => `${canonicalJson(line as JsonObject)}\n`).join(""));
const folderOf = (...pairs: readonly Pair[]) =>
  new Map(pairs.map(({ arn, open }) => [pemName(arn), open.pem]));
const LOG = bytesOf(RECORDS);
const SIGNATURES = [signedBy(AUDIT, head(1)), signedBy(AUDIT, head(2)), signedBy(NEXT, head(4))];

/** The codes of everything that is wrong with a log and its signatures. */
function wrongWith(
  log: Uint8Array,
  signatures: Uint8Array,
  folder: ReadonlyMap<string, string>,
  given: Pair[] = [],
) {
  const signed = verifySignatures(signatures, { given: given.map(({ open }) => open), folder });
  const chain = verifyLog(log, anchorsOfSignatures(signed.signatures));
  return [...chain.findings, ...signed.findings].map(({ code }) => code);
}

const found = (signatures: readonly Signature[], given: Pair[] = []) =>
  wrongWith(LOG, bytesOf(signatures), folderOf(AUDIT, NEXT), given);

describe("verifySignatures", () => {
  test("good signatures hold, by the keys in the folder or those given, and a changed key is told", () => {
    expect(found(SIGNATURES)).toEqual([]);
    expect(found(SIGNATURES, [AUDIT, NEXT])).toEqual([]);
    const { signers } = verifySignatures(bytesOf(SIGNATURES), { given: [], folder: folderOf(AUDIT, NEXT) });
    expect(signers).toMatchObject([
      { key: AUDIT.arn, from: 1, to: 2, algorithm: "ECDSA_SHA_256" },
      { key: NEXT.arn, from: 4, to: 4, algorithm: "RSASSA_PSS_SHA_256" },
    ]);
  });

  test("no signature is no finding, unless a key is given that should have signed", () => {
    expect(found([])).toEqual([]);
    expect(found([], [AUDIT])).toEqual(["unsigned"]);
  });

  test("a signature by a key that was not given is foreign", () => {
    expect(found(SIGNATURES, [AUDIT])).toEqual(["foreign"]);
    const forged = signedBy({ ...NEXT, arn: AUDIT.arn }, head(1));
    expect(found([forged], [AUDIT])).toEqual(["foreign"]);
    expect(found([forged])).toEqual(["wrong"]);
    const disguised = signedBy(newPair("x"), head(1), {
      key: AUDIT.arn,
      fingerprint: AUDIT.open.fingerprint,
    });
    expect(found([disguised], [AUDIT])).toEqual(["wrong"]);
  });

  test.each<readonly [string, Partial<Signature>]>([
    ["another time", { at: "2026-01-02T00:00:00.000Z" }],
    ["another key", { key: NEXT.arn }],
    ["another account", { key: AUDIT.arn.replace("123456789012", "123456789013") }],
    ["another record", { seq: 3, hash: String(head(3).hash) }],
    ["another algorithm", { algorithm: "RSASSA_PSS_SHA_256" }],
  ])("a signature is of its whole statement: %s", (_, changes) => {
    expect(found([{ ...signedBy(AUDIT, head(1)), ...changes }])).toEqual(["wrong"]);
  });

  test("a log that was cut off before what was signed is found", () => {
    const cut = bytesOf(RECORDS.slice(0, 3));
    expect(wrongWith(cut, bytesOf(SIGNATURES), folderOf(AUDIT, NEXT))).toEqual(["missing"]);
  });

  test("a log that was written anew is found, though its chain is perfect", () => {
    const forged = [link(EMPTY, "2026-01-01T00:00:00.000Z", { type: "onboard", partner: "forged" })];
    expect(wrongWith(bytesOf(forged), bytesOf([signedBy(AUDIT, head(1))]), folderOf(AUDIT))).toEqual([
      "missing",
    ]);
  });

  test("a number that is not the record's own is found", () => {
    expect(found([signedBy(AUDIT, { seq: 3, hash: head(2).hash })])).toEqual(["missing"]);
  });

  test("signatures in another order, or twice, are found", () => {
    const [first, second] = SIGNATURES as [Signature, Signature, Signature];
    expect(found([second, first])).toEqual(["misplaced"]);
    expect(found([first, first])).toEqual(["misplaced"]);
  });

  test("a signature whose key is not there can't be checked, and that is a finding", () => {
    expect(wrongWith(LOG, bytesOf(SIGNATURES), folderOf(AUDIT))).toEqual(["keyless"]);
  });

  test.each([
    ["half a line", Buffer.from('{"format"'), "truncated"],
    ["not JSON", Buffer.from("{\n"), "unreadable"],
    ["too long", Buffer.from(`"${"x".repeat(10_000)}"\n`), "unreadable"],
    ["deep", Buffer.from(`${"[".repeat(8_000)}\n`), "unreadable"],
    ["not UTF-8", Buffer.from([0xff, 0x0a]), "unreadable"],
    [
      "a key name that leaves the folder",
      bytesOf([signedBy({ ...AUDIT, arn: "arn:aws:kms:eu-central-1:123456789012:key/../x" }, head(1))]),
      "unreadable",
    ],
    ["a further member", bytesOf([{ ...signedBy(AUDIT, head(1)), more: 1 }]), "unreadable"],
  ])("hostile input: %s", (_, bytes, code) => {
    expect(wrongWith(LOG, bytes, folderOf(AUDIT))).toEqual([code]);
  });

  test("property: any flipped bit is found, in the log, the signatures or the public key", () => {
    const key = Buffer.from(AUDIT.open.pem);
    const signatures = bytesOf([signedBy(AUDIT, head(2)), signedBy(AUDIT, head(4))]);
    const flip = (bytes: Buffer, index: number, bit: number) => {
      const changed = Buffer.from(bytes);
      const place = index % bytes.length;
      changed[place] = (changed[place] ?? 0) ^ (1 << bit);
      return changed;
    };
    fc.assert(
      fc.property(
        fc.constantFrom("log", "signatures", "key"),
        fc.nat(100_000),
        fc.nat(7),
        (file, index, bit) => {
          const bytes = (name: string, whole: Buffer) => (name === file ? flip(whole, index, bit) : whole);
          const folder = new Map([[pemName(AUDIT.arn), bytes("key", key).toString("latin1")]]);
          return wrongWith(bytes("log", LOG), bytes("signatures", signatures), folder).length > 0;
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("property: random bytes never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
        verifySignatures(bytes, { given: [], folder: new Map([["x.pem", text]]) });
        return readPublicKey(text) === undefined;
      }),
    );
  });
});

test("a private key is not taken for a public one", () => {
  const secret = AUDIT.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  expect(readPublicKey(secret)).toBeUndefined();
});
