import type { Json, JsonObject } from "../core/json.ts";
import { parsePublicKey } from "../core/ssh-keys.ts";
import { checkInput, checkOwner, checkPartnerName } from "../runbook/inputs.ts";
import { listRunbooks, loadRunbook, type Runbook, type RunbookFolders } from "../runbook/runbooks.ts";
import type { InputSpec } from "../runbook/types.ts";
import { type Draft, openInputs } from "./draft.ts";
import { toKnownError } from "./failure.ts";
import { keyOf, type Paths } from "./key-answer.ts";
import { PRIVATE_KEY_MARK } from "./prompts/guarded-input.ts";
import type { Prompter } from "./prompts/questions.ts";

/** What the wizard needs to know beside the draft. */
export interface WizardContext {
  readonly folders: RunbookFolders;
  readonly paths: Paths;
  /** Take every default instead of asking. */
  readonly yes: boolean;
  /** Proposed owner. */
  readonly owner?: string;
}

/**
 * Asks for what the draft does not say, and nothing else; with `yes`, for what has no default only.
 * @throws VendorError `notConfirmed` on Ctrl-C
 */
export async function askForDraft(draft: Draft, prompter: Prompter, context: WizardContext): Promise<Draft> {
  const partner = draft.partner ?? (await askPartner(prompter));
  const owner = draft.owner ?? (await askOwner(prompter, context));
  const runbook = await askRunbook(draft, prompter, context);
  const answers = await askInputs(runbook, draft.answers, prompter, context);
  return { ...draft, partner, owner, runbook: draft.runbook ?? runbook.name, answers };
}

function askPartner(prompter: Prompter): Promise<string> {
  return prompter.text({
    message: "Which partner is it?",
    placeholder: "acme",
    check: required(checkPartnerName),
  });
}

async function askOwner(prompter: Prompter, { yes, owner }: WizardContext): Promise<string> {
  if (yes && owner !== undefined) return owner;
  return prompter.text({
    message: "Who answers for it? (e-mail address of the owning team)",
    placeholder: "integrations@example.com",
    ...(owner === undefined ? {} : { initial: owner }),
    check: required(checkOwner),
  });
}

async function askRunbook(
  draft: Draft,
  prompter: Prompter,
  { folders, paths }: WizardContext,
): Promise<Runbook> {
  if (draft.runbook !== undefined) return loadRunbook(draft.runbook, folders, paths.cwd);
  const all = listRunbooks(folders);
  const only = all.length === 1 ? all[0] : undefined;
  if (only !== undefined) return only;
  const name = await prompter.choice({
    message: "How does it connect?",
    choices: all.map((runbook) => ({ value: runbook.name, label: runbook.title, hint: runbook.name })),
  });
  return loadRunbook(name, folders, paths.cwd);
}

/** Asks one input after the other: an answer may open or close the questions behind it. */
async function askInputs(
  runbook: Runbook,
  given: JsonObject,
  prompter: Prompter,
  context: WizardContext,
): Promise<JsonObject> {
  const answers: Record<string, Json> = { ...given };
  const asked = new Set<string>();
  for (;;) {
    const spec = openInputs(runbook, answers).find(
      ({ name, default: fallback, required: needed }) =>
        !asked.has(name) && !(context.yes && (fallback !== undefined || !needed)),
    );
    if (spec === undefined) return answers;
    asked.add(spec.name);
    const answer = await askInput(spec, prompter, context);
    if (answer !== "") answers[spec.name] = answer;
  }
}

async function askInput(spec: InputSpec, prompter: Prompter, { paths }: WizardContext): Promise<Json> {
  const { prompt: message, default: initial } = spec;
  if (spec.type === "boolean") return prompter.yesNo({ message, initial: initial === true });
  if (spec.type === "choice") {
    return prompter.choice({
      message,
      choices: spec.choices ?? [],
      ...(typeof initial === "string" ? { initial } : {}),
    });
  }
  const isKey = spec.type === "ssh-public-key";
  const answer = await prompter.text({
    message,
    placeholder: isKey ? "the key, or the path of its .pub file" : firstSentence(spec.help),
    ...(typeof initial === "string" ? { initial } : {}),
    check: (text) => (text === "" && !spec.required ? undefined : checkAnswer(spec, text, isKey, paths)),
  });
  if (!isKey || answer === "") return answer;
  const key = keyOf(answer, paths);
  prompter.tell(`${fingerprintOf(key)}\nThe partner sees the same with: ssh-keygen -lf KEY.pub`);
  return key;
}

function fingerprintOf(text: string): string {
  const key = parsePublicKey(text);
  return key.ok ? `${key.type}, ${key.bits} bits\n${key.fingerprint}` : "";
}

function firstSentence(text: string): string {
  return /^.*?[.](?=\s|$)/s.exec(text)?.[0] ?? text;
}

function checkAnswer(spec: InputSpec, answer: string, isKey: boolean, paths: Paths): string | undefined {
  if (answer === "") return "Needed.";
  if (answer === PRIVATE_KEY_MARK)
    return "That was a private key. Give the public half (the .pub file), and replace that key: it has been shown to a program.";
  if (!isKey) return checkInput(spec, answer);
  try {
    return checkInput(spec, keyOf(answer, paths));
  } catch (error) {
    const { message, hint } = toKnownError(error);
    return `${message} ${hint}`;
  }
}

function required(check: (value: string) => string | undefined): (value: string) => string | undefined {
  return (value) => {
    if (value === "") return "Needed.";
    return value === PRIVATE_KEY_MARK ? "That was a private key: it does not belong here." : check(value);
  };
}
