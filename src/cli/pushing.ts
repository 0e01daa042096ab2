import { appendRecord, logFile } from "../audit/log.ts";
import { type PushedFile, type PushReport, pushRecordOf } from "../audit/push-record.ts";
import { type VendorError, vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { type PushFolder, pushFolderOf } from "../runbook/push-folder.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import type { PartnerState } from "../store/partners.ts";
import { toKnownError } from "./failure.ts";
import { placeFlags } from "./flags.ts";
import { knownPartner } from "./known-partner.ts";
import { refuseExisting } from "./push/existing.ts";
import { sendAll } from "./push/send-all.ts";
import { type Target, targetsOf } from "./push/targets.ts";
import { readinessOf } from "./readiness.ts";
import { counted, sizeText } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import { newRunId } from "./run-id.ts";
import type { Session } from "./session.ts";
import { signIfConfigured } from "./sign-configured.ts";
import { type Connected, inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Options of `vendor push`. */
export interface PushOptions {
  readonly to?: string;
  readonly force?: boolean;
}

/** A push that is about to begin. */
interface Push {
  readonly session: Session;
  readonly place: Workplace;
  readonly connected: Connected;
  readonly state: PartnerState;
  readonly folder: PushFolder;
  readonly targets: readonly Target[];
  readonly force: boolean;
}

/** Sends files to a partner: into the folder where it picks them up. */
export async function push(
  session: Session,
  partner: string,
  files: readonly string[],
  { to, force = false }: PushOptions,
): Promise<CommandResult> {
  return inWorkplace(session, async (place) => {
    const state = await knownPartner(place.store, partner);
    const { config, folders } = place;
    const runbook = loadRunbook(state.runbook.from, folders, session.host.cwd);
    const { owner, inputs } = state;
    const folder = pushFolderOf({ config, runbook, partner, owner, inputs });
    const { targets, problems } = targetsOf(files, to, folder, session.host.cwd);
    if (problems.length > 0) throw vendorError("inputInvalid", { what: "What is to be sent" }, { problems });
    return withAws(session, place, async (connected) => {
      const about = { session, place, connected, state, folder, targets, force };
      await refuseUnready(about);
      if (!force) await refuseExisting(connected.aws, folder, targets);
      return perform(about);
    });
  });
}

/** @throws VendorError `pushNotReady` with everything that speaks against it */
async function refuseUnready({ session, place, connected, state }: Push): Promise<void> {
  const { ready, reasons } = await readinessOf(session, place, connected, state);
  if (ready) return;
  const { partner } = state;
  const flags = placeFlags(session.options);
  const problems = reasons.map(({ message, command }) => ({
    message,
    ...(command === undefined ? {} : { hint: `vendor ${command}${flags}` }),
  }));
  throw vendorError(
    "pushNotReady",
    { partner, command: `vendor ready ${partner} --wait${flags}` },
    { problems },
  );
}

/** Sends, and records what has arrived, whatever ended it. */
async function perform(push: Push): Promise<CommandResult> {
  const { session, place, connected, state, targets } = push;
  const { partner } = state;
  const { host } = session;
  const startedAt = host.clock.now();
  const { arrived, thrown, stopped } = await sendAll(session, {
    ...push,
    aws: connected.attended,
    kmsKey: place.config.kmsKey,
  });
  const error = stopped
    ? vendorError("pushStopped", { partner, sent: arrived.length, of: targets.length })
    : thrown === undefined
      ? undefined
      : toKnownError(thrown);
  const report = reportOf(push, arrived, startedAt, error);
  const log = logFile(place.config.audit.store);
  const { seq, hash } = await appendRecord(log, pushRecordOf(report), host);
  await signIfConfigured(session, place, connected.aws);
  return {
    outcome: report.outcome,
    partner,
    run: report.run,
    data: { files: arrived.map((file) => ({ ...file })), audit: { log, seq, hash } },
    ...(error === undefined ? { text: doneText(push, arrived, seq) } : { error }),
  };
}

function reportOf(
  { session, place, connected, state, folder, force }: Push,
  files: readonly PushedFile[],
  startedAt: number,
  error: VendorError | undefined,
): PushReport {
  const { host, tool } = session;
  const { account, region } = place.config;
  const { partner, owner, runbook } = state;
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    run: newRunId(partner, host),
    partner,
    owner,
    caller: connected.caller,
    tool,
    runbook: { ...runbook } as JsonObject,
    account,
    region,
    bucket: folder.bucket,
    startedAt: time(startedAt),
    finishedAt: time(host.clock.now()),
    outcome: error === undefined ? "done" : error.exit === 7 ? "interrupted" : "failed",
    force,
    files,
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
  };
}

function doneText({ session, state, folder }: Push, arrived: readonly PushedFile[], seq: number): string {
  const { outStyle, options } = session;
  const lines = arrived.map(
    ({ key, bytes, sha256 }) =>
      `    s3://${folder.bucket}/${key}  ${sizeText(bytes)}  sha256:${sha256.slice(0, 16)}…`,
  );
  const count = counted(arrived.length, "file");
  return [
    `${outStyle.good("✓")} ${outStyle.bold(`${count} for ${state.partner}`)}: whole and encrypted, as S3 answers`,
    ...lines,
    outStyle.dim(`  audit record ${seq}: vendor audit show ${seq}${placeFlags(options)}`),
  ].join("\n");
}
