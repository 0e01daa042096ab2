import { resolve } from "node:path";
import { readLog } from "../audit/log.ts";
import { type PublicKey, readPublicKey } from "../audit/signature.ts";
import { readSignatures, signaturesFile } from "../audit/signatures.ts";
import { type Anchor, type Finding, type Verification, verifyLog } from "../audit/verify.ts";
import {
  anchorsOfSignatures,
  type SignatureFinding,
  type SignatureVerification,
  verifySignatures,
} from "../audit/verify-signatures.ts";
import { readText } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import { listPartners } from "../store/partners.ts";
import type { Store } from "../store/store.ts";
import { archiveOf } from "./audit.ts";
import { signersText, unsignedText } from "./render/signers.ts";
import type { Style } from "./render/style.ts";
import { plain, wrap } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";

/** What a verification is held against. */
export interface VerifyOptions {
  /** A hash that the log must contain. */
  readonly head?: string;
  /** Files with public keys that are trusted from elsewhere. */
  readonly publicKey?: readonly string[];
}

/** `vendor audit verify`. Exit 10 where anything is wrong with the log or its signatures. */
export async function auditVerify(
  session: Session,
  file: string | undefined,
  { head, publicKey = [] }: VerifyOptions,
): Promise<CommandResult> {
  const { cwd } = session.host;
  const given = publicKey.map((name) => readKey(resolve(cwd, name), session));
  const kept: Anchor[] = head === undefined ? [] : [{ seq: 0, hash: head, source: "--head" }];
  const path = file === undefined ? undefined : resolve(cwd, file);
  if (path === undefined) return resultOf(await verifyArchive(session, { given, kept }), session.outStyle);
  const bytes = readGiven(path, session);
  return resultOf(verified(session, { log: path, bytes, given, kept }), session.outStyle);
}

/** Verifies the log that the configuration names, against what signatures and partner states remember of it. */
export async function verifyArchive(
  session: Session,
  { given, kept }: Pick<Against, "given" | "kept"> = { given: [], kept: [] },
): Promise<Verified> {
  const { log, store } = await archiveOf(session);
  const anchors = [...kept, ...(await anchorsOf(store))];
  return verified(session, { log, bytes: readLog(log, session.host.disk), given, kept: anchors });
}

interface Against {
  readonly log: string;
  readonly bytes: Uint8Array;
  /** Keys that are trusted from elsewhere. */
  readonly given: readonly PublicKey[];
  /** What somebody remembers of the log. */
  readonly kept: readonly Anchor[];
}

function verified({ host }: Session, { log, bytes, given, kept }: Against): Verified {
  const beside = readSignatures(log, host.disk);
  const signed = verifySignatures(beside.signatures, { given, folder: beside.keys });
  const chain = verifyLog(bytes, [...kept, ...anchorsOfSignatures(signed.signatures)]);
  return { log, chain, signed, trusted: given.length > 0 };
}

/** What came of chain and signatures. */
export interface Verified {
  readonly log: string;
  readonly chain: Verification;
  readonly signed: SignatureVerification;
  /** Whether the keys are trusted from elsewhere. */
  readonly trusted: boolean;
}

function resultOf(verified: Verified, style: Style): CommandResult {
  const { log, chain, signed, trusted } = verified;
  const findings: readonly (Finding | SignatureFinding)[] = [...chain.findings, ...signed.findings];
  const [first] = findings;
  const to = signed.signatures.at(-1)?.seq ?? 0;
  return {
    outcome: first === undefined ? "verified" : "broken",
    text:
      first === undefined
        ? soundText(verified, to, style)
        : brokenText(chain.findings, signed.findings, style),
    data: {
      log,
      records: chain.records,
      head: { ...chain.head },
      findings: chain.findings.map((finding) => ({ ...finding })),
      signatures: {
        signedTo: to,
        unsigned: Math.max(0, chain.head.seq - to),
        trusted,
        signers: signed.signers.map((signer) => ({ ...signer })),
        findings: signed.findings.map((finding) => ({ ...finding })),
      },
    },
    ...(first === undefined
      ? {}
      : {
          error: vendorError("auditBroken", {
            file: chain.findings.length > 0 ? log : signaturesFile(log),
            findings: findings.length,
            first: first.message,
          }),
        }),
  };
}

function soundText({ log, chain, signed, trusted }: Verified, to: number, style: Style): string {
  return [
    `${style.good("✓")} ${log}: ${chain.records} record(s), one unbroken chain.`,
    `  Head: ${chain.head.hash}`,
    "  Keep the head elsewhere: records cut off at the end leave no other trace.",
    ...signersText(signed.signers, trusted, style),
    ...unsignedText(to, chain.head.seq, style),
  ].join("\n");
}

function brokenText(
  chain: readonly Finding[],
  signatures: readonly SignatureFinding[],
  style: Style,
): string {
  return [
    ...chain.map((finding) => findingText(finding, "line", style)),
    ...signatures.map((finding) => findingText({ line: 0, ...finding }, "signature of line", style)),
  ].join("\n");
}

/** A finding under the number of the record that it is about, which is what `vendor audit show` takes. */
function findingText(
  { code, line, record, message }: Pick<Finding, "line" | "record" | "message"> & { readonly code: string },
  place: string,
  style: Style,
): string {
  const where = record !== undefined ? `record ${record}` : line === 0 ? "signatures" : `${place} ${line}`;
  return `${style.bad("✗")} ${style.bold(`${where}: ${code}`)}\n${wrap(plain(message), style.width, "    ")}`;
}

function readGiven(file: string, { host }: Session): Uint8Array {
  const bytes = readLog(file, host.disk);
  if (bytes.length === 0) throw vendorError("fileUnreadable", { file });
  return bytes;
}

function readKey(file: string, { host }: Session): PublicKey {
  const text = readText(host.disk, file);
  if (text === undefined) throw vendorError("fileUnreadable", { file });
  const key = readPublicKey(text);
  if (key === undefined) throw vendorError("publicKeyInvalid", { file });
  return key;
}

/** The records that partner states name: cutting the log's end off does not go unnoticed as long as they are there. */
async function anchorsOf(store: Store): Promise<Anchor[]> {
  const states = await listPartners(store);
  return states.flatMap(({ partner, audit }) =>
    audit === undefined ? [] : [{ ...audit, source: `the state of partner ${partner}` }],
  );
}
