import { resolve } from "node:path";
import type { AuditRecord } from "../audit/chain.ts";
import { logFile, readLog, recordsOf } from "../audit/log.ts";
import { type Anchor, type Finding, verifyLog } from "../audit/verify.ts";
import { vendorError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { listPartners } from "../store/partners.ts";
import { openStore, type Store } from "../store/store.ts";
import { localFolder } from "./local/state.ts";
import { auditRecordText, auditRow } from "./render/audit.ts";
import type { Style } from "./render/style.ts";
import { plain, table, wrap } from "./render/text.ts";
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
        : table([["NO", "AT", "TYPE", "PARTNER", "OUTCOME", "RUN"], ...rows]),
    data: {
      log,
      records: records.map(
        ({ seq, at, type, partner, outcome, run, hash }) =>
          ({ seq, at, type, partner, outcome, run, hash }) as Json,
      ),
    },
  };
}

/** `vendor audit show`. */
export async function auditShow(session: Session, subject: string | undefined): Promise<CommandResult> {
  const record = await findRecord(
    session,
    (candidate) => subject === undefined || isAbout(candidate, subject),
    subject ?? "the last run",
  );
  return { outcome: "done", text: auditRecordText(record, session.outStyle), data: { record } };
}

/** `vendor audit show --certificate`: the last certificate of a partner, as a page for a person. */
export async function auditCertificate(
  session: Session,
  partner: string,
  format: PageFormat,
): Promise<CommandResult> {
  const record = await findRecord(
    session,
    (candidate) => candidate.type === "certificate" && candidate.partner === partner,
    `a certificate of ${partner}`,
  );
  return { outcome: "done", text: await certificateAs(record, format, session.outStyle), data: { record } };
}

async function findRecord(
  session: Session,
  isIt: (record: AuditRecord) => boolean,
  what: string,
): Promise<AuditRecord> {
  const { log } = await archiveOf(session);
  const record = recordsOf(readLog(log, session.host.disk)).findLast(isIt);
  if (record === undefined) throw vendorError("auditRecordUnknown", { what });
  return record;
}

async function certificateAs(record: AuditRecord, format: PageFormat, style: Style): Promise<string> {
  if (format === "text") return auditRecordText(record, style);
  const { certificatePage, certificateTitle } = await import("./page/certificate.ts");
  const page = certificatePage(record);
  return format === "md"
    ? (await import("./page/markdown.ts")).markdownOf(page).trimEnd()
    : (await import("./page/html.ts")).htmlOf(page, certificateTitle(record)).trimEnd();
}

function isAbout({ run, partner, seq }: AuditRecord, subject: string): boolean {
  return run === subject || partner === subject || String(seq) === subject;
}

/** `vendor audit verify`. Exit 10 where anything is wrong with the log. */
export async function auditVerify(
  session: Session,
  file: string | undefined,
  head: string | undefined,
): Promise<CommandResult> {
  const archive = file === undefined ? await archiveOf(session) : undefined;
  const log = archive?.log ?? resolve(session.host.cwd, file ?? "");
  const bytes = file === undefined ? readLog(log, session.host.disk) : readGiven(log, session);
  const kept: Anchor[] = head === undefined ? [] : [{ seq: 0, hash: head, source: "--head" }];
  const result = verifyLog(bytes, [
    ...kept,
    ...(archive === undefined ? [] : await anchorsOf(archive.store)),
  ]);
  const { ok, findings, records } = result;
  const { outStyle } = session;
  const [first] = findings;
  return {
    outcome: ok ? "verified" : "broken",
    text: ok
      ? `${outStyle.good("✓")} ${log}: ${records} record(s), one unbroken chain.\n  Head: ${result.head.hash}\n  Keep the head elsewhere: records cut off at the end leave no other trace.`
      : findings.map((finding) => findingText(finding, outStyle)).join("\n"),
    data: { log, records, head: { ...result.head }, findings: findings.map((finding) => ({ ...finding })) },
    ...(first === undefined
      ? {}
      : {
          error: vendorError("auditBroken", { file: log, findings: findings.length, first: first.message }),
        }),
  };
}

/** A finding under the number of the record that it is about, which is what `vendor audit show` takes. */
function findingText({ code, line, record, message }: Finding, style: Style): string {
  const where = record === undefined ? `line ${line}` : `record ${record}`;
  return `${style.bad("✗")} ${style.bold(`${where}: ${code}`)}\n${wrap(plain(message), style.width, "    ")}`;
}

function readGiven(file: string, { host }: Session): Uint8Array {
  const bytes = readLog(file, host.disk);
  if (bytes.length === 0) throw vendorError("fileUnreadable", { file });
  return bytes;
}

/** The records that partner states name: cutting the log's end off does not go unnoticed as long as they are there. */
async function anchorsOf(store: Store): Promise<Anchor[]> {
  const states = await listPartners(store);
  return states.flatMap(({ partner, audit }) =>
    audit === undefined ? [] : [{ ...audit, source: `the state of partner ${partner}` }],
  );
}
