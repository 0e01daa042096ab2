import type { LastMet } from "../../audit/last-met.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { objects, shown, timeText } from "./record-fields.ts";
import type { Style } from "./style.ts";
import { counted, hang, wrap } from "./text.ts";

/** Where recorded servers were met from. */
export const LOOKED_FROM =
  "Looked at from the machine that ran vendor, without logging in; the workload connects from where it runs.";

/** How a recorded meeting is marked. */
export type MetTone = "good" | "bad" | "warn";

/** What the verdict of a recorded meeting is called, and how it is marked. */
export function metWord({ verdict }: JsonObject): readonly [tone: MetTone, word: string] {
  if (verdict === "same") return ["good", "the pinned host key"];
  if (verdict === "other") return ["bad", "another host key"];
  if (verdict === "unproven") return ["bad", "pinned host key, not proven"];
  return ["warn", verdict === "unreached" ? "not reached" : shown(verdict)];
}

/** The outcome of a record, with the servers among `servers` that did not show to be who was pinned. */
export function outcomeText(outcome: Json | undefined, servers: Json | undefined): string {
  const findings = hostKeyFindings(objects(servers));
  return findings === 0 ? shown(outcome) : `${shown(outcome)}, ${counted(findings, "host key finding")}`;
}

/** How many of recorded servers did not show to be who was pinned. */
export function hostKeyFindings(servers: readonly JsonObject[]): number {
  return servers.filter((met) => metWord(met)[0] === "bad").length;
}

const SIGNS: Readonly<Record<MetTone, string>> = { good: "✓", bad: "✗", warn: "-" };

/** A recorded meeting in one line, with its sign. */
export function metLine(met: JsonObject): string {
  return `${SIGNS[metWord(met)[0]]} ${metText(met)}`;
}

function metText({ host, port, verdict, pinned, presented, why }: JsonObject): string {
  const words: Readonly<Record<string, string>> = {
    same: `presented the pinned host key, ${shown(pinned)}`,
    other: `presented ${[presented].flat().map(shown).join(", ")}, not the pinned ${shown(pinned)}`,
    unproven: `presented the pinned host key, ${shown(pinned)}, and did not prove that it holds it`,
    unreached: `was not reached: ${shown(why)}`,
  };
  return `${shown(host)}:${shown(port)} ${words[shown(verdict)] ?? shown(verdict)}`;
}

/** What of servers that were last met speaks against them, in a few words; nothing where nothing does. */
export function metShort(met: LastMet | undefined): readonly string[] {
  const findings = hostKeyFindings(met?.servers ?? []);
  return findings === 0 ? [] : [`${counted(findings, "host key finding")} on ${met?.at.slice(0, 10)}`];
}

/** Servers as they were last met, with when and from where; no line where there are none. */
export function metLines(met: LastMet | undefined, style: Style): readonly string[] {
  if (met === undefined) return [];
  const from = `Met ${timeText(met.at)}, audit record ${met.seq}. ${LOOKED_FROM}`;
  return [
    "",
    style.bold("The partner's servers, as they were last met"),
    ...met.servers.map((one) => hang(`  ${SIGNS[metWord(one)[0]]}`, metText(one), style.width, 4)),
    style.dim(wrap(from, style.width, "    ")),
  ];
}
