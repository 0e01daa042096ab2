import type { Root, RootContent } from "mdast";
import type { AuditRecord } from "../../audit/chain.ts";
import type { SignedBy } from "../../audit/signed-by.ts";
import { formatDuration } from "../../core/duration.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { DATA, waitingText } from "../render/certificate.ts";
import { member, objects, shown, timeText } from "../render/record-fields.ts";
import { signedByText } from "../render/signers.ts";
import { counted } from "../render/text.ts";
import { actorName } from "../render/wording.ts";
import { list, page, paragraph, section, tableOf, type Words } from "./tree.ts";

/** The title of a certificate's page. */
export function certificateTitle(record: AuditRecord): string {
  return `The access of ${shown(record.partner)} is dead`;
}

/** The certificate of an offboarding as a page: for whoever has to show that a partner's access is gone. */
export function certificatePage(record: AuditRecord, signed?: SignedBy): Root {
  const { proof } = record;
  const refused = objects(member(proof, "refused"));
  const absent = objects(member(proof, "absent"));
  const removed = absent.filter(({ test }) => test !== true);
  return page(
    certificateTitle(record),
    [paragraph(...summary(record, refused, removed)), list(facts(record))],
    refusedSection(
      "Sessions that were opened while access was alive, and kept open since",
      refused.filter(({ held }) => held === true),
      record,
    ),
    refusedSection(
      "Sessions that were begun anew for each attempt",
      refused.filter(({ held }) => held !== true),
      record,
    ),
    section(`What was removed (${removed.length})`, ...listed(removed.map(({ title }) => [shown(title)]))),
    section("What waits", ...listed(objects(member(proof, "waiting")).map((item) => [waitingText(item)]))),
    section("What became of its data", paragraph(DATA[shown(member(record.options, "data"))] ?? "-")),
    section(
      "Calls, with AWS's request ids",
      tableOf(
        ["When", "Call", "Request id"],
        objects(record.calls).map(({ at, service, operation, requestId }) => [
          timeText(at),
          `${shown(service)}:${shown(operation)}`,
          { code: shown(requestId) },
        ]),
      ),
    ),
    section(
      "How to check this page",
      paragraph(
        `It shows record ${record.seq} of the audit log. `,
        { code: "vendor audit verify" },
        " tells whether anybody has changed the log since; it needs neither AWS nor trust in this page.",
      ),
      list([
        ["previous record ", { code: shown(record.prev) }],
        ["this record ", { code: shown(record.hash) }],
        [signedByText(record.seq, signed)],
      ]),
    ),
  );
}

function summary(
  record: AuditRecord,
  refused: readonly JsonObject[],
  removed: readonly JsonObject[],
): readonly Words[] {
  const asked = refused.reduce((sum, { attempts }) => sum + (typeof attempts === "number" ? attempts : 0), 0);
  const ways = new Set(refused.map(({ title, actor }) => `${shown(title)} ${shown(actor)}`)).size;
  return [
    `Offboarded by ${shown(record.caller)}, done at ${timeText(record.finishedAt)}. `,
    `What is gone: ${counted(removed.length, "resource")}. What was tried: ${counted(ways, "way")} in, ${counted(asked, "time")} in all, until each was refused without a break.`,
  ];
}

function facts(record: AuditRecord): readonly (readonly Words[])[] {
  const frozenAt = member(record.proof, "frozenAt");
  const runbook = `${shown(member(record.runbook, "name"))} ${shown(member(record.runbook, "version"))}`;
  return [
    ["account ", { code: shown(record.account) }, `, ${shown(record.region)}`],
    [`owner ${shown(record.owner)}`],
    ["run ", { code: shown(record.run) }, `, begun ${timeText(record.startedAt)}`],
    ...(frozenAt === undefined ? [] : [[`frozen at ${timeText(frozenAt)}: no new session from then on`]]),
    [`runbook ${runbook}, by ${shown(record.tool)}`],
    ["plan ", { code: shown(record.plan) }],
  ];
}

function refusedSection(
  title: string,
  attempts: readonly JsonObject[],
  { proof }: AuditRecord,
): readonly RootContent[] {
  const frozenAt = member(proof, "frozenAt");
  const when = (time: Json | undefined) => sinceFreeze(time, frozenAt);
  return section(
    title,
    ...(attempts.length === 0
      ? []
      : [
          tableOf(
            ["What was tried", "As, at", "Last served", "First refused", "Refused still", "Refused"],
            attempts.map((attempt) => [
              shown(attempt.title),
              `${actorName(shown(attempt.actor))}, ${shown(attempt.stage)}`,
              attempt.lastServed === undefined ? "-" : when(attempt.lastServed),
              when(attempt.firstRefused),
              when(attempt.lastRefused),
              `${shown(attempt.consecutive)} times or more without a break${overText(attempt.overMs)}`,
            ]),
          ),
        ]),
  );
}

/** `+1.4 s` after the freeze, or the time where it is not known when that was. */
function sinceFreeze(time: Json | undefined, frozenAt: Json | undefined): string {
  const ms = Date.parse(shown(time)) - Date.parse(shown(frozenAt));
  if (Number.isNaN(ms)) return timeText(time);
  return ms < 0 ? `${formatDuration(-ms)} before the freeze` : `${formatDuration(ms)} after the freeze`;
}

function overText(overMs: Json | undefined): string {
  return typeof overMs === "number" ? ` over at least ${formatDuration(overMs)}` : "";
}

function listed(items: readonly (readonly Words[])[]): readonly RootContent[] {
  return items.length === 0 ? [] : [list(items)];
}
