import type { Aws } from "../../aws/aws.ts";
import type { JsonObject } from "../../core/json.ts";
import { type FitnessLine, linesOf, ok, warning } from "../../plan/fitness/line.ts";
import type { Room } from "../../resources/kind.ts";
import { usesServer } from "../../runbook/base-needs.ts";
import { outlookOf } from "../../runbook/in-the-way.ts";
import { listRunbooks, type Runbook } from "../../runbook/runbooks.ts";
import type { Config } from "../../runbook/types.ts";
import { listAtWork } from "../../store/at-work.ts";
import { unfinishedRuns } from "../../store/partners.ts";
import type { Store } from "../../store/store.ts";
import { toKnownError } from "../failure.ts";
import { checkAll } from "../init/place.ts";
import { fitnessText } from "../render/fitness.ts";
import { counted } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { type Connected, inWorkplace, type Workplace, withAws } from "../workplace.ts";
import { judgeClock, judgeNode } from "./machine.ts";
import { operatorLines } from "./rights.ts";
import { judgeRooms } from "./room.ts";

/** A partner that nobody has: what it would take stands for the next one. */
const NEXT = "vendor-doctor";

/** `vendor doctor`: looks at everything that onboarding depends on, changes nothing, and says how each thing is mended. */
export async function doctor(session: Session): Promise<CommandResult> {
  const lines = [judgeNode(session.host.node, session.tool), ...(await placeLines(session))];
  const errors = linesOf(lines, "error").length;
  const warnings = linesOf(lines, "warning").length;
  return {
    outcome: errors > 0 ? "findings" : "done",
    text: `${fitnessText(lines, session.outStyle)}\n\n${verdict(errors, warnings)}`,
    data: { findings: lines.map((line) => ({ ...line })) as unknown as JsonObject[] },
    ...(errors > 0 ? { exit: 10 } : {}),
  };
}

function verdict(errors: number, warnings: number): string {
  const said = [
    ...(errors === 0 ? [] : [counted(errors, "error")]),
    ...(warnings === 0 ? [] : [counted(warnings, "warning")]),
  ];
  return said.length === 0 ? "Everything is in order." : `${said.join(", ")}.`;
}

/** Where one thing can't be looked at, the others still are. */
async function placeLines(session: Session): Promise<readonly FitnessLine[]> {
  return told("configuration", () =>
    inWorkplace(session, async (place) => [
      ok("configuration", place.config.file ?? "the local AWS's own"),
      ...(await told("store", () => storeLines(place.store))),
      ...(await told("credentials", () =>
        withAws(session, place, (connected) => accountLines(place, connected)),
      )),
    ]),
  );
}

async function storeLines(store: Store): Promise<readonly FitnessLine[]> {
  const partners = await listAtWork(store);
  const open = partners
    .filter(({ worker }) => worker === undefined)
    .flatMap(({ state }) => unfinishedRuns(state).map(({ run }) => ({ run, partner: state.partner })));
  const atWork = partners.flatMap(({ worker, state: { partner } }) =>
    worker === undefined ? [] : [ok("store", `${worker.holder.purpose} works on ${partner}`)],
  );
  return [
    ok("store", `${counted(partners.length, "partner")} recorded`),
    ...atWork,
    ...open.map(({ run, partner }) =>
      warning("store", `The run ${run} was interrupted.`, "Go on with it.", `vendor resume ${partner}`),
    ),
  ];
}

async function accountLines(
  { config, folders }: Workplace,
  { aws, caller }: Connected,
): Promise<readonly FitnessLine[]> {
  const [base, rooms, rights] = await Promise.all([
    told("base", () => baseLines(config, aws, caller)),
    told("room", async () => judgeRooms(await roomsOf(config, listRunbooks(folders), aws))),
    told("permissions", () => operatorLines(aws, config, caller)),
  ]);
  return [
    ok("credentials", `${caller} in ${config.region}`),
    judgeClock(aws.aheadMs()),
    ...base,
    ...rooms,
    ...rights,
  ];
}

/** What is left for the next partner of any runbook: of each limit, the most that one takes. */
async function roomsOf(config: Config, runbooks: readonly Runbook[], aws: Aws): Promise<readonly Room[]> {
  const usable = runbooks.filter((runbook) => config.transferServer !== undefined || !usesServer(runbook));
  const outlooks = await Promise.all(usable.map((runbook) => outlookOf(config, runbook, NEXT, aws)));
  const most = new Map<string, Room>();
  for (const room of outlooks.flatMap(({ rooms }) => rooms)) {
    if (room.needs > (most.get(room.of)?.needs ?? 0)) most.set(room.of, room);
  }
  return [...most.values()];
}

function baseLines(config: Config, aws: Aws, caller: string): Promise<readonly FitnessLine[]> {
  const { account, region, bucket, kmsKey, transferServer, sandboxAccount, audit } = config;
  return checkAll(
    { aws, caller, account, region, partition: kmsKey.split(":")[1] ?? "aws" },
    {
      bucket,
      kmsKey,
      transferServer: transferServer ?? "",
      sandboxRole: sandboxAccount?.roleArn ?? "",
      signWith: audit.signWith ?? "",
    },
  );
}

/** What looking found, or why nothing could be seen. */
async function told(
  field: string,
  look: () => Promise<readonly FitnessLine[]>,
): Promise<readonly FitnessLine[]> {
  try {
    return await look();
  } catch (thrown) {
    const { message, hint, problems } = toKnownError(thrown);
    const details = problems.map(({ file, line, field: name, message: text }) =>
      [file, line, name, text].filter((part) => part !== undefined).join(": "),
    );
    return [{ level: "error", field, text: [message, ...details].join(" "), fix: hint }];
  }
}
