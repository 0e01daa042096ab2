import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Problem, vendorError } from "../core/errors.ts";
import { HIDDEN_LATER, hiddenIn, hiddenMark } from "../core/hidden.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { Plan } from "../core/plan.ts";
import { Secret } from "../core/secret.ts";
import { loadRunbook } from "../runbook/runbooks.ts";
import { readPartner } from "../store/partners.ts";
import type { Draft } from "./draft.ts";
import type { Host } from "./host.ts";
import type { HiddenOptions } from "./options.ts";
import { prompterOn } from "./prompts/prompter.ts";
import type { Session } from "./session.ts";
import type { Workplace } from "./workplace.ts";

/** How a hidden answer is given where nobody is asked. */
export const HIDDEN_HINT =
  "--set-secret NAME=@FILE, NAME=- (standard input) or NAME=env:VARIABLE; in a terminal, --set-secret NAME asks for it";

/** No key or token that a partner hands out is longer; Secrets Manager takes 64 KiB in all. */
const MAX_BYTES = 16 * 1024;

/**
 * The hidden answers that `--set-secret` gives, by name. A value is never an argument, which everybody on the machine
 * can read.
 * @throws VendorError `inputInvalid` with everything that is wrong, quoting nothing
 */
export async function readHidden(
  session: Session,
  { setSecret = [] }: HiddenOptions,
): Promise<ReadonlyMap<string, Secret>> {
  const problems: Problem[] = [];
  const values = new Map<string, Secret>();
  for (const pair of setSecret) {
    const [, name, source] = /^([A-Za-z]\w*)(?:=(.*))?$/s.exec(pair) ?? [];
    const value = name === undefined ? undefined : await valueFrom(name, source, session);
    const field = name === undefined ? "--set-secret" : `--set-secret ${name}`;
    if (name === undefined || value === undefined)
      problems.push({ field, message: "It is not NAME=SOURCE.", hint: `Give it with ${HIDDEN_HINT}.` });
    else if ("problem" in value) problems.push({ field, message: value.problem });
    else values.set(name, new Secret(value.text));
  }
  if (problems.length > 0) throw vendorError("inputInvalid", { what: "--set-secret" }, { problems });
  return values;
}

type Value = { readonly text: string } | { readonly problem: string };

async function valueFrom(name: string, source: string | undefined, session: Session): Promise<Value> {
  const { host } = session;
  if (source === undefined) return asked(name, session);
  if (source === "-") {
    if (host.stdin.isTTY === true)
      return {
        problem:
          "Standard input is the keyboard here, which shows what is typed: leave `=-` out to be asked.",
      };
    return trimmed(await allOf(host.stdin));
  }
  if (source.startsWith("@")) return fromFile(source.slice(1), host);
  if (source.startsWith("env:")) {
    const value = host.env[source.slice(4)];
    return value === undefined ? { problem: "There is no such environment variable." } : trimmed(value);
  }
  return {
    problem: `A value is never an argument, which everybody on this machine can read: take it to be exposed, have it replaced, and give the new one with ${HIDDEN_HINT}.`,
  };
}

async function asked(name: string, session: Session): Promise<Value> {
  if (!session.interactive) return { problem: `Nobody can be asked here. Give it with ${HIDDEN_HINT}.` };
  const secret = await ask(session, `${name} (it is not shown)`, name);
  return { text: secret.reveal() };
}

function fromFile(path: string, { cwd }: Host): Value {
  const file = resolve(cwd, path);
  if (!existsSync(file) || !statSync(file).isFile()) return { problem: `There is no file ${file}.` };
  if (statSync(file).size > MAX_BYTES) return { problem: `${file} is longer than ${MAX_BYTES} bytes.` };
  return trimmed(readFileSync(file, "utf8"));
}

async function allOf(stdin: Host["stdin"]): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stdin) pieces.push(Buffer.from(piece as Buffer | string));
  return Buffer.concat(pieces).toString("utf8");
}

/** One line break at the end is the file's, not the value's. */
function trimmed(text: string): Value {
  const value = text.replace(/\r?\n$/, "");
  const problem = problemOf(value);
  return problem === undefined ? { text: value } : { problem };
}

/** What is wrong with a hidden value, without quoting it, or `undefined`. */
export function problemOf(value: string): string | undefined {
  if (value.trim() === "") return "It is empty.";
  return Buffer.byteLength(value) > MAX_BYTES ? `It is longer than ${MAX_BYTES} bytes.` : undefined;
}

async function ask(session: Session, message: string, subject: string): Promise<Secret> {
  const prompter = prompterOn(session, () => subject);
  try {
    return await prompter.secret({ message, check: problemOf });
  } finally {
    prompter.close();
  }
}

/**
 * A draft with its hidden answers: those that are given now, and what stands for those that were stored by an earlier
 * onboarding, whose values nobody needs again. Where a plan is all that is wanted, values may come later.
 */
export async function withHidden(
  session: Session,
  place: Workplace,
  draft: Draft,
  given: ReadonlyMap<string, Secret>,
  { planOnly, runbook: fallback }: { readonly planOnly: boolean; readonly runbook: string | undefined },
): Promise<Draft> {
  const name = draft.runbook ?? (session.interactive ? undefined : fallback);
  if (name === undefined && given.size > 0)
    throw vendorError("inputMissing", { what: "--runbook, beside --set-secret" });
  if (name === undefined) return draft;
  const runbook = loadRunbook(name, place.folders, session.host.cwd);
  const state = draft.partner === undefined ? undefined : await readPartner(place.store, draft.partner);
  const stored = state?.runbook.name === runbook.name && state.state !== "offboarded" ? state.inputs : {};
  const specs = runbook.inputs.filter(({ type }) => type === "secret");
  refuseUnknown(
    given,
    specs.map((spec) => spec.name),
  );
  const answers = specs.flatMap((spec): (readonly [string, Json])[] => {
    const value = given.get(spec.name);
    if (value !== undefined) return [[spec.name, session.hidden.keep(value)]];
    const earlier = stored[spec.name];
    if (draft.answers[spec.name] !== undefined) return [];
    if (earlier !== undefined) return [[spec.name, earlier]];
    return planOnly && spec.required ? [[spec.name, HIDDEN_LATER]] : [];
  });
  return { ...draft, answers: { ...draft.answers, ...Object.fromEntries(answers) } };
}

function refuseUnknown(given: ReadonlyMap<string, Secret>, known: readonly string[]): void {
  const problems = [...given.keys()]
    .filter((name) => !known.includes(name))
    .map(
      (name): Problem => ({
        field: `--set-secret ${name}`,
        message: `This runbook has no hidden input "${name}".`,
      }),
    );
  if (problems.length > 0) throw vendorError("inputInvalid", { what: "--set-secret" }, { problems });
}

/** Keeps values for what stands for them in the inputs of a plan. */
export function keepFor(session: Session, inputs: JsonObject, given: ReadonlyMap<string, Secret>): void {
  refuseUnknown(
    given,
    Object.keys(inputs).filter((name) => hiddenMark(inputs[name]) !== undefined),
  );
  for (const [name, value] of given) session.hidden.keep(value, inputs[name]);
}

/**
 * Sees to it that every hidden value that a plan stores is there: asks for it where somebody can be asked.
 * @throws VendorError `hiddenMissing`
 */
export async function completeHidden(session: Session, plan: Plan): Promise<void> {
  const steps = plan.phases.flatMap(({ stages }) =>
    stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : [])),
  );
  const open = hiddenIn(steps.map(({ calls }) => calls) as unknown as Json).filter(
    (mark) => session.hidden.value(mark) === undefined,
  );
  const names = Object.keys(plan.inputs).filter((name) => open.includes(hiddenMark(plan.inputs[name]) ?? ""));
  if (open.length === 0) return;
  if (!session.interactive) throw vendorError("hiddenMissing", { names: names.join(", "), how: HIDDEN_HINT });
  for (const name of names) {
    const value = await ask(
      session,
      `${name} of ${plan.partner}, to be stored (it is not shown)`,
      plan.partner,
    );
    session.hidden.keep(value, plan.inputs[name]);
  }
}
