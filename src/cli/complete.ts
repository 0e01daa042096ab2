import { type Problem, vendorError } from "../core/errors.ts";
import { checkAnswers, checkOwner, checkPartnerName, completeInputs } from "../runbook/inputs.ts";
import { listRunbooks, loadRunbook, type Runbook, type RunbookFolders } from "../runbook/runbooks.ts";
import { type Draft, openInputs, type Request } from "./draft.ts";
import { HIDDEN_HINT } from "./hidden.ts";
import { type Paths, withKeys } from "./key-answer.ts";

/** What nobody asked for is filled in with. */
export interface Defaults {
  readonly owner?: string;
  readonly runbook?: string;
}

/** What else the command needs before it may begin, as a problem where it is missing. */
export type Extra = readonly Problem[];

/** The runbook that a draft names, else the default, else the only one there is. */
export function runbookOf(
  draft: Draft,
  defaults: Defaults,
  folders: RunbookFolders,
  cwd: string,
): Runbook | undefined {
  const name = draft.runbook ?? defaults.runbook;
  if (name !== undefined) return loadRunbook(name, folders, cwd);
  const all = listRunbooks(folders);
  return all.length === 1 ? all[0] : undefined;
}

/**
 * Makes requests of drafts without asking anybody.
 * @throws VendorError `inputMissing` with everything that is missing or wrong in all drafts, or `inputInvalid`
 */
export function completeAll(
  drafts: readonly Draft[],
  defaults: Defaults,
  folders: RunbookFolders,
  paths: Paths,
  extra: Extra,
): readonly Request[] {
  const missing: Problem[] = [...extra];
  const invalid: Problem[] = [];
  const requests = drafts.map((draft) => complete(draft, defaults, folders, paths, missing, invalid));
  const problems = [...missing, ...invalid];
  if (missing.length > 0) {
    const what = missing.map((problem) => problem.field).join(", ");
    throw vendorError("inputMissing", { what }, { problems });
  }
  if (invalid.length > 0) throw vendorError("inputInvalid", { what: "The input" }, { problems });
  refuseTwins(requests.flatMap((request) => request ?? []));
  return requests.flatMap((request) => request ?? []);
}

function complete(
  draft: Draft,
  defaults: Defaults,
  folders: RunbookFolders,
  paths: Paths,
  missing: Problem[],
  invalid: Problem[],
): Request | undefined {
  const place = draft.place ?? (() => ({}));
  const owner = draft.owner ?? defaults.owner;
  const runbook = runbookOf(draft, defaults, folders, paths.cwd);
  const check = (
    field: string,
    hint: string,
    value: string | undefined,
    rule: (value: string) => string | undefined,
  ) => {
    if (value === undefined)
      return missing.push({ ...place(field), field, message: "Needed and not given.", hint });
    const message = rule(value);
    return message === undefined ? 0 : invalid.push({ ...place(field), field, message });
  };
  check("partner", "Give its name as the first argument.", draft.partner, checkPartnerName);
  check("owner", "Give it with --owner EMAIL.", owner, checkOwner);
  if (runbook === undefined) {
    missing.push({
      ...place("runbook"),
      field: "runbook",
      message: "Needed and not given.",
      hint: "Choose one with --runbook NAME; `vendor runbook list` shows them.",
    });
    return undefined;
  }
  const answers = withKeys(runbook.inputs, draft.answers, paths);
  const inputs = completeInputs(runbook.inputs, answers);
  for (const { name, type, required } of openInputs(runbook, answers)) {
    if (!required || inputs[name] !== undefined) continue;
    const what = type === "ssh-public-key" ? "FILE.pub" : "VALUE";
    missing.push({
      ...place(`inputs.${name}`),
      field: `inputs.${name}`,
      message: "Needed and not given.",
      hint: type === "secret" ? `Give it with ${HIDDEN_HINT}.` : `Give it with --set ${name}=${what}.`,
    });
  }
  const wrong = checkAnswers(runbook.inputs, { ...answers, ...inputs }).filter(
    (problem) => !missing.some(({ field }) => field === problem.field),
  );
  invalid.push(...wrong.map((problem) => ({ ...place(problem.field ?? ""), ...problem })));
  return draft.partner === undefined || owner === undefined
    ? undefined
    : { partner: draft.partner, owner, runbook, inputs };
}

function refuseTwins(requests: readonly Request[]): void {
  const names = requests.map((request) => request.partner);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) {
    throw vendorError("usageInvalid", {
      what: `More than one file is about ${[...new Set(twice)].join(", ")}.`,
      command: "onboard",
    });
  }
}
