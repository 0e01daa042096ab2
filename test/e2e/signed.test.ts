import { generateKeyPairSync, sign } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetPublicKeyCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readPublicKey, type Signature, statementText } from "../../src/audit/signature.ts";
import { canonicalJson } from "../../src/core/canonical.ts";
import { openPlace, type Place } from "./support/place.ts";
import type { Ended } from "./support/vendor.ts";

const ALIAS = "alias/vendor-audit";
const OFFLINE = { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ACCESS_KEY_ID: "" };

let place: Place;
let arn = "";
let onboarded: Ended;
let offboarded: Ended;
let early: Ended;

beforeAll(async () => {
  place = await openPlace();
  place.configure({ audit: { signWith: ALIAS } });
  const { kms } = place.admin;
  arn = (await kms.send(new DescribeKeyCommand({ KeyId: ALIAS }))).KeyMetadata?.Arn ?? "";
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: ALIAS }));
  const base64 = Buffer.from(PublicKey).toString("base64");
  place.write("trusted.pem", `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`);
  onboarded = await place.json("onboard", "acme", "--owner", "team@example.com", "--yes");
  await kms.send(new DisableKeyCommand({ KeyId: arn }));
  offboarded = await place.vendor(["offboard", "acme", "--yes", "--confirm", "acme"]);
  early = await verify();
});
afterAll(() => place.close());

const verify = (...more: string[]) => place.start(["audit", "verify", "--json", ...more], OFFLINE).ended;

it("has KMS sign each run's record, and anybody can check it offline", async () => {
  expect(onboarded.code, onboarded.tail).toBe(0);
  expect(onboarded.result()).toMatchObject({
    audit: { seq: 1, signature: { seq: 1, key: arn, algorithm: "ECDSA_SHA_256" } },
  });
  expect(early.result()).toMatchObject({
    outcome: "verified",
    signatures: { signedTo: 1, trusted: false, signers: [{ key: arn, from: 1, to: 1 }] },
  });
});

it("lets a partner go though nothing can be signed, says so, and catches up", async () => {
  expect(offboarded.code, offboarded.tail).toBe(0);
  expect(offboarded.stderr).toContain("not signed yet");
  expect(offboarded.stderr).toContain("vendor audit sign");
  expect(early.result()).toMatchObject({ signatures: { signedTo: 1, unsigned: 1 } });
  const refused = await place.json("onboard", "globex", "--owner", "team@example.com", "--yes");
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.result().error).toMatchObject({
    code: "BASE_UNFIT",
    problems: [{ field: "audit.signWith", message: `Key ${ALIAS} is Disabled.` }],
  });
  expect((await place.vendor(["audit", "sign"])).code).not.toBe(0);
  await place.admin.kms.send(new EnableKeyCommand({ KeyId: arn }));
  const signed = await place.json("audit", "sign");
  expect(signed.code, signed.tail).toBe(0);
  expect(signed.result()).toMatchObject({ outcome: "done", signature: { seq: 2, key: arn } });
  expect((await verify("--public-key", "trusted.pem")).result()).toMatchObject({
    outcome: "verified",
    signatures: { signedTo: 2, unsigned: 0, trusted: true },
  });
  const page = await place.vendor(["audit", "show", "--certificate", "acme"], OFFLINE);
  expect(page.stdout).toContain("Signed by");
  expect(page.stdout).toContain(arn.slice(arn.lastIndexOf("/") + 1));
});

/** A copy of the audit folder with one file of it spoilt. */
async function spoilt(
  file: string,
  change: (lines: string[]) => string[],
  ...more: string[]
): Promise<Ended> {
  const copy = join(place.dir, "copy");
  cpSync(join(place.dir, ".vendor/audit"), copy, { recursive: true });
  const lines = readFileSync(join(copy, file), "utf8").trim().split("\n");
  writeFileSync(
    join(copy, file),
    change(lines)
      .map((line) => `${line}\n`)
      .join(""),
  );
  const ended = await verify(join(copy, "log.jsonl"), ...more);
  rmSync(copy, { recursive: true });
  return ended;
}

function byAnother(line: string): string {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = publicKey.export({ format: "pem", type: "spki" }).toString();
  const fingerprint = readPublicKey(pem)?.fingerprint ?? "";
  const statement: Signature = { ...(JSON.parse(line) as Signature), fingerprint };
  const signature = sign("sha256", Buffer.from(statementText(statement)), privateKey).toString("base64");
  return canonicalJson({ ...statement, signature });
}

it.each([
  [
    "a log that was cut before what was signed",
    "log.jsonl",
    (lines: string[]) => lines.slice(0, 1),
    "missing",
  ],
  [
    "an edited record",
    "log.jsonl",
    (lines: string[]) => lines.with(1, lines[1]?.replace('"acme"', '"acmf"') ?? ""),
    "changed",
  ],
  [
    "a foreign signature",
    "signatures.jsonl",
    (lines: string[]) => lines.with(1, byAnother(lines[1] ?? "")),
    "wrong",
  ],
])("finds %s", async (_what, file, change, code) => {
  const ended = await spoilt(file, change);
  expect(ended.code, ended.tail).toBe(10);
  const { findings, signatures } = ended.result() as unknown as {
    findings: { code: string }[];
    signatures: { findings: { code: string }[] };
  };
  expect([...findings, ...signatures.findings].map((finding) => finding.code)).toContain(code);
});

it("finds signatures that are gone, and those of a key that is not trusted, once it is told whom to trust", async () => {
  const gone = await spoilt("signatures.jsonl", () => [], "--public-key", "trusted.pem");
  expect(gone.code, gone.tail).toBe(10);
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
  place.write("other.pem", other.export({ format: "pem", type: "spki" }).toString());
  const foreign = await verify("--public-key", "other.pem");
  expect(foreign.code).toBe(10);
  expect(foreign.result()).toMatchObject({
    signatures: { findings: [{ code: "foreign" }, { code: "foreign" }] },
  });
  const none = await verify("--public-key", "vendor.config.yaml");
  expect(none).toMatchObject({ code: 2 });
});
