import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { encodeEd25519, generateSshKeyPair } from "../../src/core/ssh/key-pair.ts";
import { sshMpint, sshString } from "../../src/core/ssh/wire.ts";
import { looksLikePrivateKey, parsePublicKey } from "../../src/core/ssh-keys.ts";

/** The key and fingerprint of `ssh-keygen -t ed25519` and `ssh-keygen -lf`, from a throw-away pair. */
const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID0mLNAf5wg+jRFjZDNzxFTRSySJyiMnGmAUmgXWhgUW";

const line = (type: string, ...fields: Buffer[]) =>
  `${type} ${Buffer.concat([sshString(type), ...fields]).toString("base64")}`;

/** By way of PEM: Node 20 may stand still where a generated key itself is exported as JWK. */
const jwkOf = (key: KeyObject) =>
  createPublicKey(key.export({ format: "pem", type: "spki" })).export({ format: "jwk" });

function rsaLine(bits: number): string {
  const jwk = jwkOf(generateKeyPairSync("rsa", { modulusLength: bits }).publicKey);
  const bytes = (text = "") => Buffer.from(text, "base64url");
  return line("ssh-rsa", sshMpint(bytes(jwk.e)), sshMpint(bytes(jwk.n)));
}

function ecdsaLine(curve: "P-256" | "P-384" | "P-521", name: string): string {
  const jwk = jwkOf(generateKeyPairSync("ec", { namedCurve: curve }).publicKey);
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(jwk.x ?? "", "base64url"),
    Buffer.from(jwk.y ?? "", "base64url"),
  ]);
  return line(`ecdsa-sha2-${name}`, sshString(name), sshString(point));
}

const reasonOf = (text: string) => {
  const parsed = parsePublicKey(text);
  return parsed.ok ? "taken" : parsed.reason;
};

describe("parsePublicKey", () => {
  it.each([
    ["ssh-ed25519", 256, ED25519],
    ["ssh-rsa", 2048, rsaLine(2048)],
    ["ssh-rsa", 3072, rsaLine(3072)],
    ["ecdsa-sha2-nistp256", 256, ecdsaLine("P-256", "nistp256")],
    ["ecdsa-sha2-nistp384", 384, ecdsaLine("P-384", "nistp384")],
    ["ecdsa-sha2-nistp521", 521, ecdsaLine("P-521", "nistp521")],
  ])("takes %s of %i bits, with or without a comment, and normalises it", (type, bits, body) => {
    const parsed = parsePublicKey(`  ${body}   ops@acme.example  \r\n`);
    expect(parsed).toMatchObject({ ok: true, type, bits, body, comment: "ops@acme.example" });
    expect(parsePublicKey(body)).toMatchObject({ ok: true, body, comment: "" });
    const other = ssh2.utils.parseKey(body);
    if (other instanceof Error) throw other;
    expect(other.type).toBe(type);
  });

  it("prints the fingerprint that ssh-keygen prints", () => {
    expect(parsePublicKey(ED25519)).toMatchObject({
      fingerprint: "SHA256:jTqYWbWZZGys8SZ+Rh+PXWn0xu37XRXFke47Xq2LXOE",
    });
  });

  it("strips control characters from comments", () => {
    expect(parsePublicKey(`${ED25519} a\u001b[31mb\u202e`)).toMatchObject({ ok: true, comment: "a[31mb" });
  });

  it("converts a whole RFC 4716 block", () => {
    const base64 = ED25519.split(" ")[1] ?? "";
    const block = [
      "---- BEGIN SSH2 PUBLIC KEY ----",
      'Comment: "ops@acme.example"',
      "x-long: a\\",
      "b",
      base64.slice(0, 40),
      base64.slice(40),
      "---- END SSH2 PUBLIC KEY ----",
    ];
    for (const newline of ["\n", "\r\n"]) {
      expect(parsePublicKey(block.join(newline))).toMatchObject({
        ok: true,
        body: ED25519,
        comment: "ops@acme.example",
      });
    }
    expect(reasonOf(block.slice(0, -1).join("\n"))).toBe("several-lines");
  });

  it.each([
    ["empty", "  "],
    ["several-lines", `${ED25519}\n${ED25519}`],
    ["too-long", `${ED25519} ${"x".repeat(2048)}`],
    ["pgp", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----"],
    ["pem", generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString()],
    ["certificate", "ssh-ed25519-cert-v01@openssh.com AAAA"],
    ["security-key", "sk-ssh-ed25519@openssh.com AAAA"],
    ["dsa", "ssh-dss AAAA"],
    ["unknown-type", "ssh-ed448 AAAA"],
    ["unknown-type", `from="10.0.0.1" ${ED25519}`],
    ["unknown-type", ED25519.split(" ")[1] ?? ""],
    ["not-base64", "ssh-ed25519"],
    ["not-base64", ED25519.slice(0, -1)],
    ["not-base64", ED25519.replace("ID0m", "ID0*")],
    ["type-mismatch", ED25519.replace("ssh-ed25519", "ssh-rsa")],
    ["malformed", line("ssh-ed25519", sshString(Buffer.alloc(31)))],
    ["malformed", line("ssh-ed25519", sshString(Buffer.alloc(32)), Buffer.from("x"))],
    ["malformed", line("ecdsa-sha2-nistp256", sshString("nistp384"), sshString(Buffer.alloc(65)))],
    ["malformed", line("ecdsa-sha2-nistp256", sshString("nistp256"), sshString(Buffer.alloc(65, 4)))],
    ["malformed", line("ssh-rsa", sshString(Buffer.from([1, 0, 1])), sshString(Buffer.alloc(256, 0xff)))],
    ["weak", rsaLine(1024)],
    ["weak", line("ssh-rsa", sshMpint(Buffer.from([1])), sshMpint(Buffer.alloc(256, 0x7f)))],
  ])("refuses: %s", (reason, text) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it("never takes a truncated or changed blob for another key", () => {
    const blob = Buffer.from(ED25519.split(" ")[1] ?? "", "base64");
    fc.assert(
      fc.property(fc.nat(blob.length - 1), (length) => {
        expect(parsePublicKey(`ssh-ed25519 ${blob.subarray(0, length).toString("base64")}`).ok).toBe(false);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => !parsePublicKey(text).ok));
  });
});

describe("private keys", () => {
  const pem = (key: KeyObject, type: "pkcs8" | "pkcs1" | "sec1") =>
    key.export({ type, format: "pem" }).toString();
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const ed = generateKeyPairSync("ed25519").privateKey;
  const bare = (text: string) => text.replace(/-----[^-]+-----/g, "").trim();
  const openssh = generateSshKeyPair("ssh-ed25519").privateKey.reveal();
  const forms: readonly (readonly [string, string])[] = [
    ["OpenSSH", openssh],
    ["OpenSSH, body only", bare(openssh)],
    ["OpenSSH, behind a public key", `${ED25519}\n${openssh}`],
    ["OpenSSH, with escaped line ends", openssh.replaceAll("\n", "\\n")],
    ["PKCS#1", pem(rsa, "pkcs1")],
    ["PKCS#8", pem(ed, "pkcs8")],
    ["PKCS#8, body only", bare(pem(ed, "pkcs8"))],
    ["PKCS#1, body only", bare(pem(rsa, "pkcs1"))],
    ["SEC1", pem(ec, "sec1")],
    ["SEC1, body only", bare(pem(ec, "sec1"))],
    [
      "encrypted PKCS#8",
      rsa.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
    ],
    ["PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\nAAAA"],
    ["SSH.COM", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAAAgIAAAAmZGwtbW9kcHtzaWdu"],
    ["JWK", JSON.stringify(createPrivateKey(pem(ed, "pkcs8")).export({ format: "jwk" }))],
  ];

  it.each(forms)("are recognised: %s", (_name, text) => {
    expect(looksLikePrivateKey(text)).toBe(true);
    const parsed = parsePublicKey(text);
    expect(parsed).toMatchObject({ ok: false, reason: "private" });
    expect(JSON.stringify(parsed)).not.toContain(text.slice(44, 72));
  });

  it("are not seen where there is none", () => {
    for (const text of [
      ED25519,
      rsaLine(2048),
      "acme",
      "ops@acme.example my PRIVATE KEY",
      ED25519.split(" ")[1] ?? "",
    ]) {
      expect(looksLikePrivateKey(text)).toBe(false);
    }
  });
});

describe("generateSshKeyPair", () => {
  it("makes a pair that others read, whose halves belong together", () => {
    const pair = generateSshKeyPair("ssh-ed25519");
    const parsed = ssh2.utils.parseKey(pair.privateKey.reveal());
    if (parsed instanceof Error) throw parsed;
    const signature = parsed.sign(Buffer.from("data"));
    const publicKey = ssh2.utils.parseKey(pair.publicKey);
    if (publicKey instanceof Error || !Buffer.isBuffer(signature)) throw new Error("not usable");
    expect(publicKey.verify(Buffer.from("data"), signature)).toBe(true);
    expect(parsePublicKey(pair.publicKey)).toMatchObject({ ok: true, fingerprint: pair.fingerprint });
  });

  it("never makes one that can't be read, leading zeros or not", () => {
    for (let i = 0; i < 600; i += 1) {
      const pair = generateSshKeyPair("ssh-ed25519");
      const parsed = ssh2.utils.parseKey(pair.privateKey.reveal());
      if (parsed instanceof Error) throw parsed;
      expect(`ssh-ed25519 ${parsed.getPublicSSH().toString("base64")}`).toBe(pair.publicKey);
    }
  });

  it("never shows the private half", () => {
    const pair = generateSshKeyPair("ssh-ed25519");
    expect(JSON.stringify(pair)).not.toContain("PRIVATE");
    expect(`${pair.privateKey}`).toBe("[secret]");
  });

  it("keeps leading zeros of both halves", () => {
    const seed = Buffer.concat([Buffer.from([0, 0]), Buffer.alloc(30, 7)]);
    const point = Buffer.concat([Buffer.from([0]), Buffer.alloc(31, 9)]);
    const pair = encodeEd25519(seed, point);
    expect(parsePublicKey(pair.publicKey)).toMatchObject({ ok: true, bits: 256 });
    const body = Buffer.from(pair.privateKey.reveal().replace(/-----[^-]+-----/g, ""), "base64");
    expect(body.includes(Buffer.concat([sshString(point), sshString(Buffer.concat([seed, point]))]))).toBe(
      true,
    );
  });
});
