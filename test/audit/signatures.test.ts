import { beforeEach, expect, test } from "vitest";
import { appendRecord, logFile, readLog } from "../../src/audit/log.ts";
import { keepSignature, readSignatures, signaturesFile, signedHead } from "../../src/audit/signatures.ts";
import { verifyLog } from "../../src/audit/verify.ts";
import { anchorsOfSignatures, verifySignatures } from "../../src/audit/verify-signatures.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import { memoryDisk } from "../support/memory-disk.ts";
import { newPair, signedBy } from "./signing.ts";

const LOG = logFile("/audit");
const KEY = newPair("11111111-1111-1111-1111-111111111111");

let effects: Parameters<typeof appendRecord>[2];
beforeEach(() => {
  const disk = memoryDisk({ now: () => systemClock.now() });
  effects = { clock: systemClock, random: systemRandom, machine: thisMachine(), disk };
});

const append = (partner: string) => appendRecord(LOG, { partner }, effects);
const keep = (head: { seq: number; hash: string }, by = KEY) =>
  keepSignature(LOG, signedBy(by, head), by.open, effects);

function verified() {
  const { signatures, keys } = readSignatures(LOG, effects.disk);
  const signed = verifySignatures(signatures, { given: [], folder: keys });
  const { findings } = verifyLog(readLog(LOG, effects.disk), anchorsOfSignatures(signed.signatures));
  return { signed: signed.signatures.map(({ seq }) => seq), findings: [...findings, ...signed.findings] };
}

test("signatures and the public key lie beside the log, and verify", async () => {
  const first = await append("a");
  expect(signedHead(LOG, effects.disk)).toEqual({ seq: 1, hash: first.hash });
  await keep(first);
  await keep(await append("b"));
  expect(verified()).toEqual({ signed: [1, 2], findings: [] });
  expect(signedHead(LOG, effects.disk)).toMatchObject({ seq: 2, signature: { seq: 2, key: KEY.arn } });
});

test("a signature that comes after that of a later record is left away: that one covers it", async () => {
  const [first, second] = [await append("a"), await append("b")];
  await keep(second);
  await keep(first);
  expect(verified()).toEqual({ signed: [2], findings: [] });
});

test("half a signature left by a crash is put aside, and the next one follows", async () => {
  await keep(await append("a"));
  effects.disk.append(signaturesFile(LOG), '{"algorithm":"EC');
  const second = await append("b");
  expect(signedHead(LOG, effects.disk)).toEqual({ seq: 2, hash: second.hash });
  await keep(second);
  expect(verified()).toEqual({ signed: [1, 2], findings: [] });
  expect(effects.disk.read(`${signaturesFile(LOG)}.torn`)?.toString()).toBe('{"algorithm":"EC\n');
});

test("a log that was cut off before what was signed is not signed anew", async () => {
  await append("a");
  const short = readLog(LOG, effects.disk);
  await keep(await append("b"));
  effects.disk.write(LOG, Buffer.from(short).toString(), 0o600);
  expect(() => signedHead(LOG, effects.disk)).toThrow(
    /record 2 .* was signed, and the log ends with record 1/,
  );
  await append("c");
  expect(() => signedHead(LOG, effects.disk)).toThrow(/record 2 .* was signed/);
});

test("another public key under the same name is refused", async () => {
  await keep(await append("a"));
  const other = { ...newPair("x"), arn: KEY.arn };
  await expect(keep(await append("b"), other)).rejects.toMatchObject({ code: "AUDIT_BROKEN" });
  expect(verified()).toEqual({ signed: [1], findings: [] });
});
