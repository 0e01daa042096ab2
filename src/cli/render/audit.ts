import type { AuditRecord } from "../../audit/chain.ts";
import type { SignedBy } from "../../audit/signed-by.ts";
import type { JsonObject } from "../../core/json.ts";
import { certificateText } from "./certificate.ts";
import { metLine, outcomeText } from "./met.ts";
import { callLine, factLines, listLines, member, objects, shown } from "./record-fields.ts";
import { signedByText } from "./signers.ts";
import type { Style } from "./style.ts";
import { stepTitle } from "./wording.ts";

/** One row of `vendor audit list`. */
export function auditRow({ seq, at, type, partner, outcome, servers, run }: AuditRecord): string[] {
  return [String(seq), shown(at), shown(type), shown(partner), outcomeText(outcome, servers), shown(run)];
}

/** A record as readable text. */
export function auditRecordText(record: AuditRecord, style: Style, signed?: SignedBy): string {
  return record.type === "certificate"
    ? certificateText(record, style, signed)
    : runText(record, style, signed);
}

function runText(record: AuditRecord, style: Style, signed: SignedBy | undefined): string {
  return [
    style.bold(`Audit record ${record.seq}: ${shown(record.type)} of ${shown(record.partner)}`),
    "",
    ...factLines(facts(record), style),
    ...listLines("Files", objects(record.files), fileLine, style),
    ...listLines("Changes", objects(record.changes), changeLine, style),
    ...listLines("Calls, with AWS's request ids", objects(record.calls), callLine, style),
    ...listLines("Gates", objects(record.gates), gateLine, style),
    ...listLines("Probes", objects(record.probes), probeLine, style),
    ...listLines("The partner's servers, as they were met", objects(record.servers), metLine, style),
    ...errorLines(record, style),
    "",
    style.dim(`prev ${shown(record.prev)}`),
    style.dim(`hash ${shown(record.hash)}`),
    style.dim(signedByText(record.seq, signed)),
  ].join("\n");
}

function facts(record: AuditRecord): readonly (readonly [string, string])[] {
  const runbook = `${shown(member(record.runbook, "name"))} ${shown(member(record.runbook, "version"))}`;
  return [
    ["record", `${record.seq}, ${shown(record.at)}`],
    ["run", shown(record.run)],
    ["outcome", outcomeText(record.outcome, record.servers)],
    ["by", shown(record.caller)],
    ["owner", shown(record.owner)],
    ["account", `${shown(record.account)}, ${shown(record.region)}`],
    ["tool", shown(record.tool)],
    ["runbook", `${runbook}, ${shown(member(record.runbook, "digest"))}`],
    ["plan", shown(record.plan)],
    ["time", `${shown(record.startedAt)} to ${shown(record.finishedAt)}`],
  ];
}

function changeLine({ phase, step, action, title }: JsonObject): string {
  const known = (["create", "update", "adopt", "remove", "none"] as const).find((name) => name === action);
  const done =
    known === undefined ? shown(title) : stepTitle({ id: shown(step), action: known, title: shown(title) });
  return `${shown(phase).padEnd(9)}  ${done}`;
}

function fileLine({ key, bytes, sha256, versionId }: JsonObject): string {
  return `${shown(key)}, ${shown(bytes)} bytes, sha256:${shown(sha256)}, version ${shown(versionId)}`;
}

function gateLine({ phase, stage, id, passed, attempts, flaps, ms }: JsonObject): string {
  return `${passed === true ? "✓" : "✗"} ${shown(phase)}/${shown(stage)} ${shown(id)}: ${shown(attempts)} attempts, ${shown(flaps)} flaps, ${shown(ms)} ms`;
}

function probeLine({ ok, phase, id, verdict, actor, code }: JsonObject): string {
  return `${ok === true ? "✓" : "✗"} ${shown(phase)} ${shown(id)}: ${shown(verdict)} as ${shown(actor)}${code === undefined ? "" : ` (${shown(code)})`}`;
}

function errorLines({ error, left }: AuditRecord, style: Style): string[] {
  const names = Array.isArray(left) ? left.map(shown) : [];
  return [
    ...(error === undefined
      ? []
      : ["", style.bad(`Error ${shown(member(error, "code"))}: ${shown(member(error, "message"))}`)]),
    ...(names.length === 0 ? [] : ["", style.bad("Left behind"), ...names.map((name) => `  ${name}`)]),
  ];
}
