import { findConfig, loadConfig, parseConfig } from "../../runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../runbook/config-text.ts";
import { examplesOf, withHiddenLater } from "../../runbook/examples.ts";
import type { RenderRequest } from "../../runbook/rendering.ts";
import { loadRunbook, type Runbook } from "../../runbook/runbooks.ts";
import type { Config } from "../../runbook/types.ts";
import { completeAll } from "../complete.ts";
import type { Session } from "../session.ts";
import { draftsOf, type PartnerFlags } from "../sources.ts";
import { foldersOf } from "./folders.ts";

/** Who a runbook is filled in for where nobody is named. */
const SOMEBODY = { partner: "acme", owner: "owner@example.com" };

/**
 * A runbook, filled in by flags or a partner file, else by the first of its example partner files.
 * @throws VendorError `runbookUnknown`, `fileInvalid`, `inputMissing`, `inputInvalid`
 */
export async function requestFor(
  session: Session,
  name: string,
  flags: Omit<PartnerFlags, "runbook">,
): Promise<RenderRequest> {
  const folders = await foldersOf(session);
  const { host } = session;
  const runbook = loadRunbook(name, folders, host.cwd);
  const [draft = { answers: {} }] = draftsOf({ ...withExample(flags, runbook), runbook: name }, host.cwd);
  const answers = withHiddenLater(runbook.inputs, draft.answers);
  const named = { ...draft, answers, partner: draft.partner ?? SOMEBODY.partner };
  const [request] = completeAll([named], { owner: SOMEBODY.owner }, folders, host, []);
  return { config: configOrExample(session), runbook, ...SOMEBODY, inputs: {}, ...request };
}

function withExample(flags: Omit<PartnerFlags, "runbook">, runbook: Runbook): PartnerFlags {
  const given = flags.from !== undefined || flags.set !== undefined || flags.partner !== undefined;
  const [example] = given ? [] : examplesOf(runbook);
  return example === undefined ? flags : { ...flags, from: [example.yaml.file] };
}

/** The configuration that there is, else the one that `vendor init` would begin with: nothing is called. */
export function configOrExample({ host, options, say }: Session): Config {
  const local = options.local === true;
  if (options.config !== undefined || (!local && findConfig(host.cwd) !== undefined))
    return loadConfig({ path: options.config, cwd: host.cwd });
  say("There is no vendor.config.yaml here: account, bucket and key are made up.");
  return parseConfig(CONFIG_TEMPLATE, host.cwd, "(example)");
}
