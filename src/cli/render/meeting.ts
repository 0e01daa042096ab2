import { isImpostor, type MetServer } from "../../core/meeting.ts";
import { warningMark } from "./signs.ts";
import type { Style } from "./style.ts";
import { hang, plain, wrap } from "./text.ts";

/** Where the look at a server was taken from, which need not be where the work is done. */
export const LOOKED_FROM_HERE =
  "Looked at from this machine, without logging in; the workload connects from where it runs.";

/** What came of meeting a partner's server, and what to do: nothing where it presented its key. */
export function meetingText(met: MetServer): readonly [what: string, todo?: string] {
  const at = `${met.host}:${met.port}`;
  if (met.verdict === "same") return [`${at} presents the pinned host key, ${met.pinned}.`];
  if (met.verdict === "unproven")
    return [
      `${at} presents the pinned host key, ${met.pinned}, and could not prove that it holds it: somebody between replays it.`,
      `Let nothing log in there. Find out with the partner, by another way than this server, who answers at that address.`,
    ];
  if (met.verdict === "other")
    return [
      `${at} presents another host key: ${met.presented.join(", ")}. Pinned is ${met.pinned}.`,
      `Ask the partner by another way than this server whether its key has changed. Only if it has, give the new one (hostKey) and onboard again; until then nothing should log in there.`,
    ];
  return [
    `${at} was not reached from here (${met.code}): ${met.why}. Its host key was not compared.`,
    `${whatNext(met.code)} To compare its key from where the workload runs: ssh-keyscan -p ${met.port} ${met.host}`,
  ];
}

/** What may be behind it, by the code of a meeting that did not come about. */
const NEXT: Readonly<Record<string, string>> = {
  ENOTFOUND: "Check the name, unless only the workload's network knows it.",
  ECONNREFUSED: "Ask the partner for the port, and whether its server is up.",
  NO_SSH: "Ask the partner what listens at that port, and whom it lets in.",
  NO_ALGORITHM: "Ask the partner to offer algorithms of today; your workload will meet the same.",
};

function whatNext(code: string): string {
  return NEXT[code] ?? "Its firewall may let in the workload's address alone.";
}

/** What came of meeting a partner's servers, each with a sign; none where there are none. */
export function meetingLines(servers: readonly MetServer[], style: Style): readonly string[] {
  if (servers.length === 0) return [];
  const told = servers.flatMap((met) => {
    const [what, todo] = meetingText(met);
    const lines = [hang(`  ${markOf(met, style)}`, plain(what), style.width, 4)];
    return todo === undefined ? lines : [...lines, wrap(plain(todo), style.width, "    ")];
  });
  return [...told, style.dim(wrap(LOOKED_FROM_HERE, style.width, "    "))];
}

function markOf(met: MetServer, style: Style): string {
  if (met.verdict === "same") return style.good("✓");
  return isImpostor(met) ? style.bad("✗") : warningMark(style);
}
