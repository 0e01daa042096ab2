import { resolve } from "node:path";
import { vendorError } from "../core/errors.ts";
import { readPartnerFile } from "../runbook/partner-file.ts";
import { planTest } from "../runbook/planning.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { listPartners, type PartnerState, readPartner } from "../store/partners.ts";
import { withKeys } from "./key-answer.ts";
import { keepProven } from "./policy/keep-proven.ts";
import { proveRecorded } from "./policy/prove.ts";
import type { CommandResult } from "./result.ts";
import { runPlan } from "./run-plan.ts";
import { meetServersOf } from "./servers.ts";
import type { Session } from "./session.ts";
import { testAll } from "./testing-all.ts";
import { type Connected, inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Options of `vendor test`. */
export interface TestOptions {
  readonly partner?: string;
  readonly all?: boolean;
  readonly pairs?: number;
  readonly seed?: string;
  readonly from?: string;
  readonly runbook?: string;
}

/** Tries what partners that live can reach, and what they can't. Exit 0, or 10 on a finding. */
export async function test(session: Session, options: TestOptions): Promise<CommandResult> {
  const { partner, all, from } = options;
  if (all === true && (partner !== undefined || from !== undefined))
    throw vendorError("usageInvalid", { what: "Give a partner or --all, not both.", command: "test" });
  if (all !== true && (options.pairs !== undefined || options.seed !== undefined))
    throw vendorError("usageInvalid", { what: "--pairs and --seed go with --all.", command: "test" });
  return inWorkplace(session, async (place) => {
    if (all === true) {
      const states = (await listPartners(place.store)).filter(isTestable);
      if (states.length === 0) throw vendorError("nobodyLives", {});
      return withAws(session, place, (connected) =>
        testAll(session, states, options, {
          prove: async () => {
            const proven = await proveRecorded(session, place, [], connected.aws);
            keepProven(session, place, proven, { caller: connected.caller, command: "test" });
            return proven;
          },
          testOne: (state, others) =>
            testOne({ session, place, connected }, subjectOf(state), options, others),
        }),
      );
    }
    const subject = await subjectFrom(session, place, options);
    return withAws(session, place, (connected) =>
      testOne({ session, place, connected }, subject, options, []),
    );
  });
}

/** Who is tested. */
interface Subject {
  readonly partner: string;
  readonly owner: string;
  readonly runbook: string;
  readonly inputs: PartnerState["inputs"];
}

function isTestable({ state }: PartnerState): boolean {
  return state === "live" || state === "testing";
}

function subjectOf({ partner, owner, runbook, inputs }: PartnerState): Subject {
  return { partner, owner, runbook: runbook.from, inputs };
}

/** By its file, or by the store. @throws VendorError `inputMissing`, `partnerUnknown`, `testNotLive` */
async function subjectFrom(
  { host }: Session,
  { store }: Workplace,
  { partner: named, from }: TestOptions,
): Promise<Subject> {
  const file = from === undefined ? undefined : readPartnerFile(resolve(host.cwd, from));
  const partner = named ?? file?.partner;
  if (partner === undefined) {
    const problems = [
      { field: "partner", message: "Needed and not given.", hint: "Name one, or give --all." },
    ];
    throw vendorError("inputMissing", { what: "partner" }, { problems });
  }
  const state = await readPartner(store, partner);
  if (state !== undefined && !isTestable(state))
    throw vendorError("testNotLive", { partner, state: state.state });
  if (file !== undefined) return file;
  if (state !== undefined) return subjectOf(state);
  const known = (await listPartners(store)).map((other) => other.partner).join(", ");
  throw vendorError("partnerUnknown", { partner, known });
}

/** Where a test works. */
interface Bench {
  readonly session: Session;
  readonly place: Workplace;
  readonly connected: Connected;
}

async function testOne(
  { session, place, connected }: Bench,
  { partner, owner, inputs, ...subject }: Subject,
  options: TestOptions,
  others: readonly string[],
): Promise<CommandResult> {
  const { config, folders, store } = place;
  const runbook = loadRunbook(options.runbook ?? subject.runbook, folders, session.host.cwd);
  const seen = await readPartner(store, partner);
  const answers = withKeys(runbook.inputs, inputs, session.host);
  const request = { config, runbook, partner, owner, inputs: answers, others };
  const replan = () =>
    planTest(
      { ...request, interrupted: seen?.state === "testing" },
      { aws: connected.aws, tool: session.tool },
    );
  const [plan, servers] = await Promise.all([
    replan(),
    meetServersOf(session, { config, runbook, partner, inputs: answers }),
  ]);
  return runPlan({ session, place, connected, plan, seen, replan, servers, rollback: true });
}
