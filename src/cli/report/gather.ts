import type { AuditRecord } from "../../audit/chain.ts";
import { readLog, recordsOf } from "../../audit/log.ts";
import { readSignatures } from "../../audit/signatures.ts";
import { signedBy } from "../../audit/signed-by.ts";
import { vendorError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { waitsByPath, waitsOf } from "../../gates/history.ts";
import { isUnderWay, listPartners, type PartnerState } from "../../store/partners.ts";
import { readProofs } from "../../store/proofs.ts";
import { archiveOf } from "../audit.ts";
import { verifyArchive } from "../audit-verify.ts";
import { toKnownError } from "../failure.ts";
import { proveRecorded } from "../policy/prove.ts";
import type { Session } from "../session.ts";
import { inWorkplace, type Workplace } from "../workplace.ts";
import type { LogFacts, ReportFacts } from "./facts.ts";
import { type PairProof, pairsOf } from "./pairs.ts";
import { partnerFacts } from "./partner.ts";

/** More partners than this are told in tables only: each takes about 150 kB of a page. */
export const IN_FULL = 20;

/**
 * Reads all that a report shows: states, plans, audit log. Nothing is asked of AWS.
 * @returns `undefined` where there is no partner yet
 * @throws VendorError `partnerUnknown`, `storeBroken`, `configMissing`, …
 */
export async function gatherFacts(session: Session, partner?: string): Promise<ReportFacts | undefined> {
  return inWorkplace(session, async (place) => {
    const all = await listPartners(place.store);
    const states = partner === undefined ? all : all.filter((state) => state.partner === partner);
    if (partner !== undefined && states.length === 0)
      throw vendorError("partnerUnknown", { partner, known: all.map((state) => state.partner).join(", ") });
    if (states.length === 0) return undefined;
    const { log } = await archiveOf(session);
    const bytes = readLog(log, session.host.disk);
    const records = recordsOf(bytes);
    const signatures = readSignatures(log, session.host.disk);
    const living = all.filter(({ state }) => state !== "offboarded").map((state) => state.partner);
    const waits = records.map((record) => ({
      hash: record.hash,
      waits: waitsOf(record.gates as Json | undefined),
    }));
    const usual = ({ hash }: AuditRecord) =>
      waitsByPath(waits.flatMap((one) => (one.hash === hash ? [] : one.waits)));
    const facts = [...states]
      .sort((one, other) => concern(other) - concern(one))
      .slice(0, IN_FULL)
      .map((state) =>
        partnerFacts(state, recordsOfPartner(records, state), {
          store: place.store,
          usual,
          signed: (record) => signedBy(record, bytes, signatures),
        }),
      );
    return {
      ...(partner === undefined ? {} : { partner }),
      madeAt: new Date(session.host.clock.now()).toISOString(),
      tool: session.tool,
      account: place.config.account,
      region: place.config.region,
      store: place.store.folder,
      log: await logFacts(session),
      states,
      partners: facts,
      pairs: pairsOf(
        living,
        { records, recorded: await provenOf(session, place, partner, living), kept: readProofs(place.store) },
        partner,
      ),
    };
  });
}

/** Whoever has something to be looked at is told in full before others. */
function concern(state: PartnerState): number {
  if (state.state === "offboarded") return 0;
  return state.untested === undefined && !isUnderWay(state) ? 1 : 2;
}

function recordsOfPartner(
  records: readonly AuditRecord[],
  { partner }: PartnerState,
): readonly AuditRecord[] {
  return records.filter((record) => record.partner === partner);
}

async function logFacts(session: Session): Promise<LogFacts> {
  const { log, chain, signed } = await verifyArchive(session);
  return {
    file: log,
    records: chain.records,
    head: chain.head,
    findings: [...chain.findings, ...signed.findings].map(({ message }) => message),
    signedTo: signed.signatures.at(-1)?.seq ?? 0,
    signers: signed.signers.map(({ key, fingerprint }) => `${key}, public key ${fingerprint}`),
  };
}

/** The proof of all pairs, or of those with the one partner; why there is none where the documents can't be told. */
async function provenOf(
  session: Session,
  place: Workplace,
  partner: string | undefined,
  living: readonly string[],
): Promise<PairProof | string> {
  if (partner !== undefined && !living.includes(partner)) return `${partner} has no access any more.`;
  try {
    return await proveRecorded(session, place, partner === undefined ? [] : [partner]);
  } catch (thrown) {
    return toKnownError(thrown).message;
  }
}
