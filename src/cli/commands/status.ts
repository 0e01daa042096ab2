import type { Command } from "commander";
import type { ExitCode } from "../../core/errors/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Step } from "../../core/plan.ts";
import type { AtWork } from "../../store/at-work.ts";
import type { Untested } from "../../store/partners.ts";
import type { CommandModule, Invoke } from "../command.ts";
import { placeFlags } from "../flags.ts";
import { errorJson, errorText } from "../render/error.ts";
import { hostKeyFindings, metLines, metShort } from "../render/met.ts";
import { counted, hang, headedTable, plain } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import type { Standing } from "../standing.ts";
import { livedUntestedTexts } from "../untested.ts";
import { workerHint, workerJson, workerText } from "../worker.ts";
import type { Connected, Workplace } from "../workplace.ts";

/** Partners that are compared at once. */
const AT_ONCE = 8;

/** How a partner stands, and who works on it. */
type Seen = Standing & AtWork;

interface StatusOptions {
  readonly exitCode?: boolean;
  readonly gates?: boolean;
}

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  status: {
    examples: [
      { why: "all partners, each compared with what exists", run: "vendor status" },
      { why: "one partner, resource by resource", run: "vendor status acme", shown: true },
      { why: "fail a pipeline where somebody changed something by hand", run: "vendor status --exit-code" },
      { why: "how long each path has taken to become consistent", run: "vendor status --gates" },
    ],
    exits: { 10: "with --exit-code: something is not as recorded" },
  },
};

/** `vendor status`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .argument("[partner]", "one partner, in detail; default: all")
    .option("--exit-code", "exit 10 if anything is not as recorded")
    .option("--gates", "how long each path has taken to settle, over all recorded runs")
    .action((partner: string | undefined, options: StatusOptions) =>
      invoke("status", async (session) => {
        if (options.gates !== true) return status(session, partner, options.exitCode === true);
        const { gatesStatus } = await import("../gates.ts");
        return gatesStatus(session);
      }),
    );
}

async function status(
  session: Session,
  partner: string | undefined,
  exitCode: boolean,
): Promise<CommandResult> {
  const [{ inWorkplace, withAws }, { vendorError }, { listAtWork }] = await Promise.all([
    import("../workplace.ts"),
    import("../../core/errors.ts"),
    import("../../store/at-work.ts"),
  ]);
  return inWorkplace(session, async (place) => {
    const all = await listAtWork(place.store);
    const asked = partner === undefined ? all : all.filter(({ state }) => state.partner === partner);
    if (partner !== undefined && asked.length === 0) {
      throw vendorError("partnerUnknown", {
        partner,
        known: all.map(({ state }) => state.partner).join(", "),
      });
    }
    if (asked.length === 0)
      return {
        outcome: "done",
        text: "No partner yet. Add the first one: vendor onboard",
        data: { partners: [] },
      };
    const standings = await withAws(session, place, (connected) =>
      standingsOf(session, place, connected, asked),
    );
    const drifted = standings.some((standing) => standing.drifted);
    const exit: ExitCode = exitCode && drifted ? 10 : 0;
    const [first] = standings;
    const text =
      partner !== undefined && first !== undefined
        ? detailText(first, session)
        : listText(standings, session);
    return {
      outcome: drifted ? "drifted" : "as-recorded",
      exit,
      text,
      ...(partner === undefined ? {} : { partner }),
      data: { partners: standings.map(toJson) },
    };
  });
}

async function standingsOf(
  session: Session,
  place: Workplace,
  connected: Connected,
  asked: readonly AtWork[],
): Promise<readonly Seen[]> {
  const [{ planRecorded }, { standingOf }, { default: pLimit }, { lastMet }, log] = await Promise.all([
    import("../recorded.ts"),
    import("../standing.ts"),
    import("p-limit"),
    import("../../audit/last-met.ts"),
    import("../../audit/log.ts"),
  ]);
  const records = log.recordsOf(log.readLog(log.logFile(place.config.audit.store), session.host.disk));
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    asked.map((one) =>
      limit(async () => {
        const { state } = one;
        const met = state.state === "live" ? lastMet(records, state) : undefined;
        const standing = await standingOf(state, (recorded) =>
          planRecorded(session, place, connected, recorded),
        );
        return { ...standing, ...one, ...(met === undefined ? {} : { met }) };
      }),
    ),
  );
}

function listText(standings: readonly Seen[], session: Session): string {
  const { options, outStyle } = session;
  const flags = placeFlags(options);
  const rows = standings.map((standing) => {
    const { partner, state, runbook, owner, since } = standing.state;
    return [partner, state, runbook.name, owner, since.slice(0, 10), verdictOf(standing, session)];
  });
  const table = headedTable(["PARTNER", "STATE", "RUNBOOK", "OWNER", "SINCE", "LIVE"], rows, outStyle);
  const differing = standings.filter(({ drifted }) => drifted).length;
  if (differing === 0) return table;
  const open = `${differing} of ${counted(standings.length, "partner")} not as recorded. What differs: vendor status PARTNER${flags}`;
  return `${table}\n\n${hang(outStyle.warn("!"), open, outStyle.width, 2)}`;
}

function verdictOf(standing: Seen, session: Session): string {
  const { untested, state } = standing.state;
  const now = untested === undefined || state === "offboarded" ? [] : [untestedText(untested)];
  const once = livedUntestedTexts(standing.state).map((text) => plain(text));
  return [comparisonOf(standing, session), ...now, ...once, ...metShort(standing.met)].join(", ");
}

function untestedText({ since, reason }: Untested): string {
  return `untested since ${since.slice(0, 10)}: ${plain(reason)}`;
}

function comparisonOf({ state, steps, drifted, problem, worker }: Seen, { host, options }: Session): string {
  const flags = placeFlags(options);
  if (worker !== undefined) return plain(workerText(worker, host.clock.now()));
  if (problem !== undefined && state.state === "live") return `unknown: ${problem.message}`;
  if (state.state === "offboarded") return "gone, certified";
  if (state.state === "adopted") return `taken over, untested: vendor onboard ${state.partner}${flags}`;
  if (state.state !== "live") return `interrupted: vendor resume ${state.partner}${flags}`;
  const changed = steps.filter((step) => step.action !== "none").length;
  return drifted ? `${changed} not as recorded` : "as recorded";
}

function detailText(standing: Seen, session: Session): string {
  const { outStyle, options } = session;
  const flags = placeFlags(options);
  const next = nextStep(standing, session);
  const { partner, state, runbook, owner, since, run, audit } = standing.state;
  const mark = standing.drifted ? outStyle.warn("!") : outStyle.good("✓");
  return [
    `${mark} ${outStyle.bold(`${partner}: ${state}`)} ${outStyle.dim(`since ${since}`)}  ${verdictOf(standing, session)}`,
    `  runbook ${runbook.name} ${runbook.version}, owner ${owner}, run ${run ?? "-"}, audit record ${audit?.seq ?? "-"}`,
    ...standing.steps.flatMap((step) => [
      `  ${isAsRecorded(step) ? outStyle.good("✓") : outStyle.bad("✗")} ${step.title}${isAsRecorded(step) ? "" : `  ${wordOf(step)}`}`,
      ...(step.differences ?? []).map(
        ({ path, live, desired }) =>
          `      ${path}: is ${shown(live)}, ${state === "onboarding" ? "the run was to make it" : "was recorded as"} ${shown(desired)}`,
      ),
    ]),
    ...metLines(standing.met, outStyle),
    ...(hostKeyFindings(standing.met?.servers ?? []) === 0
      ? []
      : [`Meet them again: vendor ready ${partner}${flags}`]),
    ...(standing.problem === undefined ? [] : ["", errorText(standing.problem, outStyle)]),
    ...(standing.state.untested === undefined ? [] : ["", `Test its access: vendor test ${partner}${flags}`]),
    ...(next === undefined ? [] : ["", next]),
  ].join("\n");
}

/** What is only to be adopted is there, and is this partner's. */
function isAsRecorded({ action, differences = [] }: Step): boolean {
  return action === "none" || (action === "adopt" && differences.length === 0);
}

function wordOf({ action }: Step): string {
  return action === "create" ? "is missing" : "is different";
}

function shown(value: Json | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}

function nextStep(
  { state: { state, partner }, drifted, worker }: Seen,
  { host, options }: Session,
): string | undefined {
  const flags = placeFlags(options);
  if (worker !== undefined) return workerHint(worker, host.clock.now(), partner, flags);
  if (!drifted) return undefined;
  return state === "live" || state === "adopted"
    ? `Make it as recorded: vendor onboard ${partner}${flags}`
    : `Finish what was begun: vendor resume ${partner}${flags}`;
}

function toJson({ state, steps, drifted, problem, met, worker }: Seen): JsonObject {
  return {
    ...(state as unknown as JsonObject),
    drifted,
    ...(worker === undefined ? {} : { worker: workerJson(worker) }),
    ...(problem === undefined ? {} : { problem: errorJson(problem) }),
    ...(met === undefined ? {} : { met: { ...met } as JsonObject }),
    resources: steps.map(({ title, action, differences }) => ({
      title,
      action,
      differences: (differences ?? []) as unknown as Json,
    })),
  };
}
