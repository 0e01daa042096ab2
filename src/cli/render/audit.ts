import type { AuditRecord } from "../../audit/chain.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Style } from "./style.ts";
import { plain } from "./text.ts";

/** Everything in a record was written by whoever wrote the file: it is shown as plain text only. */
function shown(value: Json | undefined): string {
  return plain(typeof value === "string" ? value : value === undefined ? "-" : JSON.stringify(value));
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

/** One row of `vendor audit list`. */
export function auditRow({ seq, at, type, partner, outcome, run }: AuditRecord): string[] {
  return [String(seq), shown(at), shown(type), shown(partner), shown(outcome), shown(run)];
}

/** A record as readable text; a certificate with its proof first. */
export function auditRecordText(record: AuditRecord, style: Style): string {
  return [
    ...(record.type === "certificate"
      ? certificateLines(record, style)
      : [style.bold(`Audit record ${record.seq}: ${shown(record.type)} of ${shown(record.partner)}`)]),
    "",
    ...factLines(record, style),
    ...listLines(
      "Changes",
      objects(record.changes),
      (change) => `${shown(change.action)} ${shown(change.title)}`,
      style,
    ),
    ...listLines(
      "Calls",
      objects(record.calls),
      (call) => `${shown(call.at)} ${shown(call.service)}:${shown(call.operation)} ${shown(call.requestId)}`,
      style,
    ),
    ...listLines(
      "Gates",
      objects(record.gates),
      (gate) =>
        `${shown(gate.id)}: ${shown(gate.attempts)} attempts, ${shown(gate.flaps)} flaps, ${shown(gate.ms)} ms`,
      style,
    ),
    ...listLines("Probes", objects(record.probes), probeLine, style),
    ...(record.error === undefined
      ? []
      : [
          "",
          style.bad(
            `Error ${shown(member(record.error, "code"))}: ${shown(member(record.error, "message"))}`,
          ),
        ]),
    "",
    style.dim(`prev ${shown(record.prev)}`),
    style.dim(`hash ${shown(record.hash)}`),
  ].join("\n");
}

function certificateLines(record: AuditRecord, style: Style): string[] {
  const refused = objects(member(record.proof, "refused"));
  const absent = member(record.proof, "absent");
  return [
    style.bold(`Certificate of offboarding: ${shown(record.partner)}`),
    `The access of ${shown(record.partner)} ended on ${shown(record.finishedAt)}. It was proven dead:`,
    ...refused.map(
      (probe) =>
        `  refused  ${shown(probe.title)} (as ${shown(probe.actor)}${probe.code === undefined ? "" : `, ${shown(probe.code)}`})`,
    ),
    ...(Array.isArray(absent) ? absent.map((name) => `  absent   ${shown(name)}`) : []),
  ];
}

function factLines(record: AuditRecord, style: Style): string[] {
  const runbook = `${shown(member(record.runbook, "name"))} ${shown(member(record.runbook, "version"))}`;
  const facts: readonly (readonly [string, string])[] = [
    ["record", `${record.seq}, ${shown(record.at)}`],
    ["run", shown(record.run)],
    ["outcome", shown(record.outcome)],
    ["by", shown(record.caller)],
    ["owner", shown(record.owner)],
    ["account", `${shown(record.account)}, ${shown(record.region)}`],
    ["tool", shown(record.tool)],
    ["runbook", `${runbook}, ${shown(member(record.runbook, "digest"))}`],
    ["plan", shown(record.plan)],
    ["time", `${shown(record.startedAt)} to ${shown(record.finishedAt)}`],
  ];
  return facts.map(([name, value]) => `  ${style.dim(name.padEnd(8))} ${value}`);
}

function listLines(
  title: string,
  items: readonly JsonObject[],
  line: (item: JsonObject) => string,
  style: Style,
): string[] {
  return items.length === 0
    ? []
    : ["", style.bold(`${title} (${items.length})`), ...items.map((item) => `  ${line(item)}`)];
}

function probeLine(probe: JsonObject): string {
  return `${probe.ok === true ? "✓" : "✗"} ${shown(probe.id)}: ${shown(probe.verdict)} as ${shown(probe.actor)}${probe.code === undefined ? "" : ` (${shown(probe.code)})`}`;
}
