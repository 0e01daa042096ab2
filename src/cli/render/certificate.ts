import type { AuditRecord } from "../../audit/chain.ts";
import type { SignedBy } from "../../audit/signed-by.ts";
import { formatDuration } from "../../core/duration.ts";
import type { JsonObject } from "../../core/json.ts";
import { callLine, factLines, listLines, member, objects, shown, timeText } from "./record-fields.ts";
import { signedByText } from "./signers.ts";
import type { Style } from "./style.ts";
import { wrap } from "./text.ts";
import { attemptTitle } from "./wording.ts";

/** What became of a partner's data, by what the offboarding was asked to do with it. */
export const DATA: Readonly<Record<string, string>> = {
  keep: "Kept: the partner's objects stay in the bucket under its former folder; the partner can't reach them any more.",
  archive: "Archived: the partner's objects were moved out of its former folder.",
  purge: "Purged: the partner's objects were deleted, with all their versions.",
};

/** The certificate of an offboarding for an auditor: who, when, what, how it is known, what is left to happen. */
export function certificateText(record: AuditRecord, style: Style, signed?: SignedBy): string {
  const { proof } = record;
  const refused = objects(member(proof, "refused"));
  const absent = objects(member(proof, "absent"));
  return [
    style.bold(`Certificate: the access of ${shown(record.partner)} is dead`),
    "",
    ...factLines(facts(record), style),
    ...listLines(
      "What was removed",
      absent.filter(({ test }) => test !== true),
      ({ title }) => shown(title),
      style,
    ),
    ...(refused.length === 0 ? [] : ["", ...refusedLines(refused, style)]),
    "",
    style.bold("How it is known that nothing is left"),
    wrap(absentText(absent), style.width, "  "),
    ...listLines("What waits", objects(member(proof, "waiting")), waitingText, style),
    "",
    style.bold("What became of its data"),
    wrap(DATA[shown(member(record.options, "data"))] ?? "-", style.width, "  "),
    ...listLines("Calls, with AWS's request ids", objects(record.calls), callLine, style),
    "",
    style.dim(
      `Record ${record.seq} of the audit log; \`vendor audit verify\` checks that nobody changed it since.`,
    ),
    style.dim(`prev ${shown(record.prev)}`),
    style.dim(`hash ${shown(record.hash)}`),
    style.dim(signedByText(record.seq, signed)),
  ].join("\n");
}

function facts(record: AuditRecord): readonly (readonly [string, string])[] {
  const runbook = `${shown(member(record.runbook, "name"))} ${shown(member(record.runbook, "version"))}`;
  return [
    ["partner", shown(record.partner)],
    ["ended", timeText(record.finishedAt)],
    ["begun", timeText(record.startedAt)],
    ["account", `${shown(record.account)}, ${shown(record.region)}`],
    ["by", shown(record.caller)],
    ["owner", shown(record.owner)],
    ["run", shown(record.run)],
    ["runbook", `${runbook}, by ${shown(record.tool)}`],
    ["plan", shown(record.plan)],
  ];
}

/** Sessions that were open before the end prove the most, so they come first. */
function refusedLines(refused: readonly JsonObject[], style: Style): string[] {
  const held = refused.filter((attempt) => attempt.held === true);
  const fresh = refused.filter((attempt) => attempt.held !== true);
  const part = (title: string, attempts: readonly JsonObject[]) =>
    attempts.length === 0
      ? []
      : [wrap(title, style.width, "  "), ...attempts.flatMap((attempt) => refusedAttempt(attempt, style))];
  return [
    style.bold("How it is known that access is dead"),
    ...part("Sessions that were opened while access was alive, and kept open since:", held),
    ...part("Sessions that were begun anew for each attempt:", fresh),
  ];
}

function refusedAttempt(attempt: JsonObject, style: Style): string[] {
  const { title, actor, stage, lastServed, firstRefused, lastRefused, attempts, consecutive, overMs } =
    attempt;
  const span = typeof overMs === "number" ? ` over at least ${formatDuration(overMs)}` : "";
  return [
    `  ${style.good("✓")} ${attemptTitle(shown(title), shown(actor))} ${style.dim(`(${shown(stage)})`)}`,
    ...(lastServed === undefined ? [] : [`      served for the last time at   ${timeText(lastServed)}`]),
    `      refused for the first time at ${timeText(firstRefused)}`,
    `      refused still at              ${timeText(lastRefused)}`,
    wrap(
      `asked ${shown(attempts)} times, the last ${shown(consecutive)} or more refused without a break${span}`,
      style.width,
      "      ",
    ),
  ];
}

function absentText(absent: readonly JsonObject[]): string {
  const brought = absent.filter(({ test }) => test === true).length;
  const also = brought === 0 ? "" : ` and the ${brought} that the proof itself had brought`;
  return `Each of the ${absent.length - brought} resources above${also} was asked for again after its removal, and AWS answered that there is no such thing.`;
}

/** What can still be restored, and until when. */
export function waitingText({ title, days, until }: JsonObject): string {
  return `${shown(title)} can be restored until ${timeText(until)} (${shown(days)} days), then AWS deletes it; nobody can read it meanwhile`;
}
