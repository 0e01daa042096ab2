import { formatDuration } from "../../core/duration.ts";
import { codeOf, type VendorError, vendorError } from "../../core/errors.ts";
import { hiddenMark } from "../../core/hidden.ts";
import type { JsonObject } from "../../core/json.ts";
import { examplesFolder, examplesOf, withHiddenLater } from "../../runbook/examples.ts";
import { readPartnerFile } from "../../runbook/partner-file.ts";
import { loadRunbook, type Runbook } from "../../runbook/runbooks.ts";
import { toKnownError } from "../failure.ts";
import { offboard } from "../offboarding.ts";
import { onboard } from "../onboarding.ts";
import type { Style } from "../render/style.ts";
import { type CommandResult, exitOf, INTERRUPTED } from "../result.ts";
import { runAll } from "../run-all.ts";
import type { Session } from "../session.ts";
import { filesOf } from "../sources.ts";
import { type Bench, openBench } from "./bench.ts";
import { foldersOf } from "./folders.ts";
import { makeProviders } from "./providers.ts";
import { requestFor } from "./request.ts";
import { nearer, summaryOf } from "./summary.ts";

/** Options of `vendor runbook test`. */
export interface TestOptions {
  readonly from?: readonly string[];
  readonly keep?: boolean;
}

/** How long what is gone may still be seen, in milliseconds. */
const LONGEST_SEEN_MS = 60_000;

/** A runbook and one partner that it is tried with. */
interface Trial {
  readonly runbook: Runbook;
  readonly partner: string;
  /** Its partner file. */
  readonly file: string;
  /** The hidden answers that it needs, which are made up. */
  readonly hidden: readonly string[];
}

/**
 * `vendor runbook test`: the whole cycle of a runbook, once for each of its example partner files, each on a local AWS of
 * its own: onboarding with rehearsal and access test, offboarding, and the proof that nothing is left.
 * @throws VendorError `runbookUnknown`, `exampleMissing`, `fileInvalid`
 */
export async function testCommand(
  session: Session,
  name: string,
  options: TestOptions,
): Promise<CommandResult> {
  const { cwd } = session.host;
  const runbook = loadRunbook(name, await foldersOf(session), cwd);
  const given = options.from?.flatMap((pattern) => filesOf(pattern, cwd)).map(readPartnerFile);
  const trials = (given ?? examplesOf(runbook)).map(({ partner, inputs, yaml }) => ({
    runbook,
    partner,
    file: yaml.file,
    hidden: hiddenIn(runbook, inputs),
  }));
  if (trials.length === 0)
    throw vendorError("exampleMissing", {
      runbook: runbook.name,
      folder: nearer(examplesFolder(runbook), cwd),
    });
  const result = await runAll(session, trials, (trial) => tryOut(session, trial, options));
  return { ...result, data: { runbook: summaryOf(runbook), ...result.data } };
}

/** Where the commands of a test find a hidden answer. */
function variableOf(input: string): string {
  return `VENDOR_TEST_${input}`;
}

function hiddenIn({ inputs: specs }: Runbook, inputs: JsonObject): readonly string[] {
  const answers = withHiddenLater(specs, inputs);
  return Object.keys(answers).filter((name) => hiddenMark(answers[name]) !== undefined);
}

async function tryOut(session: Session, trial: Trial, { keep = false }: TestOptions): Promise<CommandResult> {
  const { random } = session.host;
  const made = trial.hidden.map((name) => [
    variableOf(name),
    Buffer.from(random.bytes(18)).toString("base64url"),
  ]);
  const bench = await openBench(session, Object.fromEntries(made));
  const result = await cycle(bench, trial);
  const exit = exitOf(result);
  await bench.close(keep);
  // The AWS of the test is gone: there is nothing that could be resumed.
  if (exit === INTERRUPTED) throw vendorError("stopped", {});
  if (keep) session.say(`The local AWS of this test is in ${bench.dir}: look at it from there with --local.`);
  else if (exit !== 0)
    session.say("Nothing of it is kept. With --keep you can look at what was made and recorded.");
  return keep ? { ...result, data: { ...result.data, folder: bench.dir } } : result;
}

/** The first thing that does not go as it must is the result. */
async function cycle(bench: Bench, { runbook, partner, file, hidden }: Trial): Promise<CommandResult> {
  const { session } = bench;
  const { clock } = session.host;
  const begun = clock.elapsed();
  const onboarded = await outcomeOf(async () => {
    const named = { from: [file], runbook: runbook.yaml.file };
    await makeProviders(bench, await requestFor(session, runbook.yaml.file, named));
    const setSecret = hidden.map((name) => `${name}=env:${variableOf(name)}`);
    return onboard(session, { ...named, meet: false, rollback: true, setSecret });
  });
  if (exitOf(onboarded) !== 0) return onboarded;
  const removal = { partner, data: "purge", secretRecoveryDays: 7, confirm: partner } as const;
  const offboarded = await outcomeOf(() => offboard(session, removal));
  if (exitOf(offboarded) !== 0) return offboarded;
  const left = await somethingLeft(session, partner, () =>
    outcomeOf(() => offboard(session, { ...removal, dryRun: true })),
  );
  if (left !== undefined) return { outcome: "failed", partner, error: left };
  const ms = clock.elapsed() - begun;
  return {
    outcome: "done",
    partner,
    text: cycleText(session.outStyle, runbook, partner, ms),
    data: {
      ms,
      onboard: { run: onboarded.run ?? "", ...onboarded.data },
      offboard: { run: offboarded.run ?? "", ...offboarded.data },
    },
  };
}

/** Asks until an offboarding has nothing to do. AWS may answer from before the removal for a while. */
async function somethingLeft(
  { host }: Session,
  partner: string,
  look: () => Promise<CommandResult>,
): Promise<VendorError | undefined> {
  const deadline = host.clock.elapsed() + LONGEST_SEEN_MS;
  for (;;) {
    const { error } = await look();
    if (error?.code === codeOf("partnerUnknown")) return undefined;
    if (error !== undefined) return error;
    if (host.clock.elapsed() > deadline)
      return vendorError("notGone", {
        subject: partner,
        resources: `what \`vendor offboard ${partner} --dry-run --local\` lists`,
      });
    await host.clock.sleep(1_000);
  }
}

async function outcomeOf(work: () => Promise<CommandResult>): Promise<CommandResult> {
  try {
    return await work();
  } catch (thrown) {
    return { outcome: "failed", error: toKnownError(thrown) };
  }
}

function cycleText(style: Style, { name, version }: Runbook, partner: string, ms: number): string {
  return [
    `${style.good("✓")} ${style.bold(`${name} ${version} with ${partner}`)} ${style.dim(`· ${formatDuration(ms)}`)}`,
    "  rehearsed, live and tested, offboarded with a certificate, and nothing is left",
  ].join("\n");
}
