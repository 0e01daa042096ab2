import { resolve } from "node:path";
import { lastTest } from "../audit/last-test.ts";
import { logFile, readLog, recordsOf } from "../audit/log.ts";
import { vendorError } from "../core/errors.ts";
import { shellWord } from "../core/shell-word.ts";
import { type Handed, readHanded } from "../runbook/handed.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import type { PartnerState } from "../store/partners.ts";
import { placeFlags } from "./flags.ts";
import { handedOf } from "./handover.ts";
import { knownPartner } from "./known-partner.ts";
import { packFiles } from "./pack/contents.ts";
import type { PackFacts, Tested } from "./pack/facts.ts";
import { serversOf } from "./pack/servers.ts";
import { isTaken, type PackFormat, type PackPlace, writePack } from "./pack/write.ts";
import { prompterOn } from "./prompts/prompter.ts";
import { hang } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";
import { livedUntestedTexts } from "./untested.ts";
import { type Connected, inWorkplace, type Workplace, withAws } from "./workplace.ts";

/** Options of `vendor pack`. */
export interface PackOptions {
  readonly out?: string;
  readonly format?: PackFormat;
  readonly force?: boolean;
}

/** Writes what a partner is sent: how to get in, and nothing secret. */
export async function pack(session: Session, partner: string, options: PackOptions): Promise<CommandResult> {
  const target = placeOf(session, partner, options);
  return inWorkplace(session, async (place) => {
    const state = await knownPartner(place.store, partner);
    if (state.state !== "live" && state.state !== "testing") throw notLive(session, state);
    if (options.force !== true && isTaken(target)) await mayReplace(session, partner, target);
    const facts = await withAws(session, place, (connected) => factsOf(session, place, connected, state));
    const files = packFiles(facts);
    writePack(target, files, session.host.disk);
    return {
      outcome: "done",
      partner,
      text: packText(session, facts, target, files.length),
      data: {
        path: target.path,
        format: target.format,
        files: files.map(({ path }) => path),
        tested: { ...facts.tested },
      },
    };
  });
}

/** @throws VendorError `usageInvalid` where name and format are not of one kind */
function placeOf({ host }: Session, partner: string, { out, format }: PackOptions): PackPlace {
  const named = out === undefined ? undefined : /\.zip$/i.test(out) ? "zip" : "folder";
  if (format !== undefined && named !== undefined && format !== named)
    throw vendorError("usageInvalid", {
      what: `--format ${format} and --out ${out} don't go together: a zip's name ends in .zip.`,
      command: "pack",
    });
  const chosen = format ?? named ?? "folder";
  const name = out ?? `${partner}-pack${chosen === "zip" ? ".zip" : ""}`;
  return { path: resolve(host.cwd, name), format: chosen };
}

function notLive({ options }: Session, { partner, state }: PartnerState) {
  const flags = placeFlags(options);
  const under = state === "onboarding" || state === "adopting" || state === "offboarding";
  const command = `vendor ${under ? "resume" : "onboard"} ${partner}${flags}`;
  return vendorError("packNotLive", { partner, state, command });
}

/** @throws VendorError `fileExists` where nobody can be asked; `notConfirmed` */
async function mayReplace(session: Session, partner: string, { path }: PackPlace): Promise<void> {
  if (!session.interactive || session.options.yes) throw vendorError("fileExists", { file: path });
  const prompter = prompterOn(session, () => partner);
  try {
    const replace = await prompter.yesNo({ message: `${path} exists already. Replace it?`, initial: false });
    if (!replace) throw vendorError("fileExists", { file: path });
  } finally {
    prompter.close();
  }
}

async function factsOf(
  session: Session,
  place: Workplace,
  { aws }: Connected,
  state: PartnerState,
): Promise<PackFacts> {
  const { config, folders } = place;
  const { host, sink } = session;
  const { partner, owner, inputs } = state;
  const runbook = loadRunbook(state.runbook.from, folders, host.cwd);
  const read = await readHanded({ config, runbook, partner, owner, inputs }, { aws, tool: session.tool });
  refuseMissing(session, state, read);
  const servers = await serversOf(read.handover, {
    aws,
    warn: (text) => sink.emit({ type: "warning", text }),
    ...(host.network === undefined ? {} : { dial: host.network.dial }),
  });
  const handed = handedOf(read.items, config);
  return {
    partner,
    owner,
    account: config.account,
    region: config.region,
    partition: read.base.partition,
    runbook: { title: runbook.title, name: runbook.name, version: runbook.version },
    handover: read.handover,
    ...(handed === undefined ? {} : { handed }),
    servers,
    tested: testedOf(session, place, state),
    livedUntested: livedUntestedTexts(state),
  };
}

/** @throws VendorError `packDrifted` */
function refuseMissing({ options }: Session, { partner }: PartnerState, { items }: Handed): void {
  const missing = items
    .filter(({ live }) => live === undefined)
    .map(({ id, kind }) => `its ${kind.title} (${id})`);
  if (missing.length === 0) return;
  const command = `vendor onboard ${shellWord(partner)}${placeFlags(options)}`;
  throw vendorError("packDrifted", { partner, missing: missing.join(", "), command });
}

/** How a partner's last access test ended, by the log of this place. */
function testedOf({ host }: Session, { config }: Workplace, { partner, untested }: PartnerState): Tested {
  if (untested !== undefined) return { verdict: "untested", ...untested };
  const last = lastTest(recordsOf(readLog(logFile(config.audit.store), host.disk)), partner);
  if (last === undefined) return { verdict: "unknown" };
  const { attempts, mayPass, failed, at, seq } = last;
  return failed === 0
    ? { verdict: "passed", attempts, mayPass, at, seq }
    : {
        verdict: "untested",
        since: at,
        reason: `${failed} of ${attempts} attempts did not answer as they must`,
      };
}

function packText(
  { outStyle }: Session,
  { partner, owner, tested, handed }: PackFacts,
  { path }: PackPlace,
  count: number,
): string {
  const untested =
    tested.verdict === "passed" ? "" : `\n${outStyle.warn("!")} It says that this access is untested.`;
  const key =
    handed?.keyMade === true && handed.readBy === "partner"
      ? `\n  The private key goes another way: ${owner} has it fetched from the secret.`
      : "";
  const written = `${path}: ${count} files for ${partner}, nothing secret in them`;
  return `${hang(outStyle.good("✓"), written, outStyle.width, 2)}${key}${untested}`;
}
