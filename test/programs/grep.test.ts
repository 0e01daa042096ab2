import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostKeyFingerprints } from "../../sandbox/local-aws/sftp/host-keys.ts";
import { filesBelow, needlesOf, tracesIn, withoutHostKeys } from "./support/key-traces.ts";
import { type ServedPlace, servePlace } from "./support/place.ts";

let place: ServedPlace;
/** Everything that was printed, by command. */
const printed = new Map<string, string>();
/** The private halves of both partners, which live in this process and in the secrets only. */
const keys: string[] = [];

async function vendor(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await place.vendor(...args);
  printed.set(args.join(" "), stdout + stderr);
  expect(code, stderr).toBe(0);
}

async function keyOf(partner: string): Promise<string> {
  const { SecretString } = await place.json<{ SecretString: string }>(
    "partner-desk",
    "secretsmanager",
    "get-secret-value",
    "--secret-id",
    `vendor/${partner}/connection`,
  );
  return (JSON.parse(SecretString) as { privateKey: string }).privateKey;
}

/** A whole life of two partners, one with plain and one with machine-readable output. */
beforeAll(async () => {
  place = await servePlace();
  await vendor("onboard", "acme", "--local", "--dry-run", "--json");
  await vendor("onboard", "acme", "--local", "--plan-out", "acme.plan.json");
  await vendor("onboard", "acme", "--local", "--yes");
  await vendor("onboard", "globex", "--local", "--yes", "--json", "--debug");
  keys.push(await keyOf("acme"), await keyOf("globex"));
  await vendor("onboard", "acme", "--local", "--yes", "--debug");
  for (const command of ["status", "status acme", "audit list", "audit show acme", "audit verify"]) {
    await vendor(...command.split(" "), "--local");
    await vendor(...command.split(" "), "--local", "--json", "--debug");
  }
  await vendor("offboard", "acme", "--local", "--dry-run");
  await vendor("offboard", "acme", "--local", "--yes", "--confirm", "acme", "--debug");
  await vendor("offboard", "globex", "--local", "--yes", "--confirm", "globex", "--json");
  await vendor("audit", "show", "globex", "--local", "--json");
  printed.set("local", place.served());
});

afterAll(() => place?.stop());

describe("the private key of a partner", () => {
  it("is one, and would be found", () => {
    for (const key of keys) {
      expect(key).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
      expect(tracesIn(Buffer.from(key), needlesOf(keys)).length).toBeGreaterThan(3);
      const [seed = Buffer.alloc(0)] = needlesOf([key]).slice(-1);
      const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
      expect(createPrivateKey({ key: der, format: "der", type: "pkcs8" }).asymmetricKeyType).toBe("ed25519");
    }
    expect(keys[0]).not.toBe(keys[1]);
  });

  it("is in nothing that was printed", () => {
    const needles = needlesOf(keys);
    for (const [command, text] of printed) {
      expect(text, command).not.toBe("");
      expect(tracesIn(Buffer.from(text), needles), command).toEqual([]);
    }
  });

  it("is in no file, the sealed state of the local AWS included", () => {
    const needles = needlesOf(keys);
    const files = filesBelow(place.dir);
    expect(files.map((file) => basename(file))).toEqual(
      expect.arrayContaining([
        "state.jsonl",
        "trail.jsonl",
        "journal.jsonl",
        "plan.json",
        "log.jsonl",
        "acme.plan.json",
      ]),
    );
    const state = join(place.dir, ".vendor/local/state.jsonl");
    for (const file of files) {
      const content = file === state ? withoutHostKeys(state).content : readFileSync(file);
      expect(tracesIn(content, needles), file).toEqual([]);
    }
  });

  it("is none of the host keys that the state does hold: those are the server's own", async () => {
    const state = join(place.dir, ".vendor/local/state.jsonl");
    const { hostKeys } = withoutHostKeys(state);
    const { HostKeys } = await place.json<{ HostKeys: { Fingerprint: string }[] }>(
      "admin",
      "transfer",
      "list-host-keys",
      "--server-id",
      "s-0123456789abcdef0",
    );
    const unpadded = HostKeys.map(({ Fingerprint }) => Fingerprint.replace(/=+$/, ""));
    expect(hostKeyFingerprints(hostKeys).sort()).toEqual(unpadded.sort());
    for (const key of keys) expect(hostKeys).not.toContain(key);
  });
});
