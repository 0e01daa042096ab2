import type { AuditRecord } from "../audit/chain.ts";
import { logFile, readLog, recordsOf } from "../audit/log.ts";
import { readSignatures } from "../audit/signatures.ts";
import { type SignedBy, signedBy } from "../audit/signed-by.ts";
import { vendorError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { openStore, type Store } from "../store/store.ts";
import { localFolder } from "./local/state.ts";
import { auditRecordText, auditRow } from "./render/audit.ts";
import { hostKeyFindings } from "./render/met.ts";
import { objects } from "./render/record-fields.ts";
import type { Style } from "./render/style.ts";
import { headedTable } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";
import { configOf } from "./workplace.ts";

/** How a page is written: for a terminal, as Markdown, or as one HTML file. */
export type PageFormat = "text" | "md" | "html";

/** Where records and partner states are. Reading them needs no AWS, not even a local one. */
export interface Archive {
  readonly log: string;
  readonly store: Store;
}

/** Where this session's records and states are. */
export async function archiveOf(session: Session): Promise<Archive> {
  if (session.options.local) {
    const dir = localFolder(session.host.cwd);
    return { log: logFile(`${dir}/audit`), store: openStore(`${dir}/store`, session.host) };
  }
  const { audit, store } = await configOf(session);
  return { log: logFile(audit.store), store: openStore(store, session.host) };
}

/** `vendor audit list`. */
export async function auditList(session: Session): Promise<CommandResult> {
  const { log } = await archiveOf(session);
  const records = recordsOf(readLog(log, session.host.disk));
  const rows = records.map(auditRow);
  return {
    outcome: "done",
    text:
      rows.length === 0
        ? "No record yet."
        : headedTable(["NO", "AT", "TYPE", "PARTNER", "OUTCOME", "RUN"], rows, session.outStyle),
    data: {
      log,
      records: records.map(
        ({ seq, at, type, partner, outcome, run, hash, servers }) =>
          ({
            ...{ seq, at, type, partner, outcome, run, hash },
            ...(servers === undefined ? {} : { hostKeyFindings: hostKeyFindings(objects(servers as Json)) }),
          }) as Json,
      ),
    },
  };
}

/** `vendor audit show`. */
export async function auditShow(session: Session, subject: string | undefined): Promise<CommandResult> {
  const { record, signed } = await findRecord(
    session,
    (candidate) => subject === undefined || isAbout(candidate, subject),
    subject ?? "the last run",
  );
  const text = auditRecordText(record, session.outStyle, signed);
  return { outcome: "done", text, data: { record, ...signedMember(signed) } };
}

/** `vendor audit show --certificate`: the last certificate of a partner, as a page for a person. */
export async function auditCertificate(
  session: Session,
  partner: string,
  format: PageFormat,
): Promise<CommandResult> {
  const found = await findRecord(
    session,
    (candidate) => candidate.type === "certificate" && candidate.partner === partner,
    `a certificate of ${partner}`,
  );
  const text = await certificateAs(found, format, session.outStyle);
  return { outcome: "done", text, data: { record: found.record, ...signedMember(found.signed) } };
}

/** A record, and the signature that covers it. */
interface Found {
  readonly record: AuditRecord;
  readonly signed?: SignedBy;
}

function signedMember(signed: SignedBy | undefined): JsonObject {
  return signed === undefined ? {} : { signature: { ...signed } };
}

async function findRecord(
  session: Session,
  isIt: (record: AuditRecord) => boolean,
  what: string,
): Promise<Found> {
  const { log } = await archiveOf(session);
  const { disk } = session.host;
  const bytes = readLog(log, disk);
  const record = recordsOf(bytes).findLast(isIt);
  if (record === undefined) throw vendorError("auditRecordUnknown", { what });
  const signed = signedBy(record, bytes, readSignatures(log, disk));
  return { record, ...(signed === undefined ? {} : { signed }) };
}

async function certificateAs({ record, signed }: Found, format: PageFormat, style: Style): Promise<string> {
  if (format === "text") return auditRecordText(record, style, signed);
  const { certificatePage, certificateTitle } = await import("./page/certificate.ts");
  const page = certificatePage(record, signed);
  return format === "md"
    ? (await import("./page/markdown.ts")).markdownOf(page).trimEnd()
    : (await import("./page/html.ts")).htmlOf(page, certificateTitle(record)).trimEnd();
}

function isAbout({ run, partner, seq }: AuditRecord, subject: string): boolean {
  return run === subject || partner === subject || String(seq) === subject;
}
