import type { Json } from "../../core/json.ts";
import type { Secret } from "../../core/secret.ts";
import { parsePublicKey } from "../../core/ssh-keys.ts";
import { checkInput } from "../../runbook/inputs.ts";
import type { InputSpec } from "../../runbook/types.ts";
import { toKnownError } from "../failure.ts";
import { problemOf } from "../hidden.ts";
import { keyOf, missingKeyFile, type Paths } from "../key-answer.ts";
import { PRIVATE_KEY_MARK } from "../prompts/guarded-input.ts";
import { BACK } from "../prompts/questions.ts";
import type { Asking, SeriesQuestion } from "../prompts/series.ts";

/** What questions for inputs need beside the input. */
export interface InputContext {
  readonly paths: Paths;
  /** Keeps a hidden answer, and answers what stands for it. */
  readonly hide: (value: Secret) => string;
}

/** An answer that was given before, to another purpose: proposed, and taken by Enter. */
export interface Proposal {
  readonly value: Json;
  /** Whether it was given for the same partner: then all of it is, texts too. */
  readonly same: boolean;
}

/** The question for an input of a runbook. */
export function inputQuestion(
  spec: InputSpec,
  context: InputContext,
  proposal: Proposal | undefined,
): SeriesQuestion<Json> {
  return {
    name: `inputs.${spec.name}`,
    label: spec.name,
    ask: (asking) => askInput(spec, asking, context, proposal),
    shown: (answer) => shownInput(spec, answer),
  };
}

function askInput(
  spec: InputSpec,
  asking: Asking<Json>,
  context: InputContext,
  proposal: Proposal | undefined,
): Promise<Json | typeof BACK> {
  const { prompter, back, earlier = proposal?.value ?? spec.default } = asking;
  const { prompt: message, help } = spec;
  const question = { message, help, ...back };
  if (spec.type === "secret") return askHidden(spec, asking, context, proposal);
  if (spec.type === "boolean") return prompter.yesNo({ ...question, initial: String(earlier) === "true" });
  if (spec.type === "choice") {
    const choices = spec.choices ?? [];
    return prompter.choice({
      ...question,
      choices,
      ...(earlier === undefined ? {} : { initial: String(earlier) }),
    });
  }
  return askText(spec, asking, context.paths, proposal);
}

/** What was answered before, or is stored, is kept by an empty answer: nobody is asked to type it again. */
async function askHidden(
  { prompt, help, required }: InputSpec,
  { prompter, back, earlier }: Asking<Json>,
  { hide }: InputContext,
  proposal: Proposal | undefined,
): Promise<Json | typeof BACK> {
  const known = earlier ?? (proposal?.same ? proposal.value : undefined);
  const value = await prompter.secret({
    message: known === undefined ? prompt : `${prompt} (leave it empty to keep what was given)`,
    help,
    ...back,
    check: (text) => (text === "" && (known !== undefined || !required) ? undefined : problemOf(text)),
  });
  if (value === BACK) return BACK;
  return value.reveal() === "" ? (known ?? "") : hide(value);
}

async function askText(
  spec: InputSpec,
  { prompter, back, earlier }: Asking<Json>,
  paths: Paths,
  proposal: Proposal | undefined,
): Promise<Json | typeof BACK> {
  const isKey = spec.type === "ssh-public-key";
  const known = earlier ?? (proposal?.same ? proposal.value : undefined);
  const answer = await prompter.text({
    message: spec.prompt,
    help: isKey ? `${spec.help} Paste it whole, or give the path of its file.` : spec.help,
    ...back,
    ...(isKey ? { placeholder: "the key, or the path of its .pub file" } : {}),
    ...(known === undefined ? {} : { initial: String(known) }),
    ...(spec.default === undefined ? {} : { fallback: String(spec.default) }),
    check: (text) => (text === "" && !spec.required ? undefined : checkText(spec, text, isKey, paths)),
  });
  if (!isKey || answer === BACK || answer === "") return answer;
  const key = keyOf(answer, paths);
  if (key !== known)
    prompter.tell(`${describeKey(key)}\nThe partner sees the same with: ssh-keygen -lf KEY.pub`);
  return key;
}

function shownInput({ type, choices = [] }: InputSpec, answer: Json): string {
  if (typeof answer === "boolean") return answer ? "yes" : "no";
  const text = String(answer);
  if (type === "secret") return "(hidden)";
  if (type === "ssh-public-key") return describeKey(text).replace("\n", ", ") || text;
  return choices.find(({ value }) => value === text)?.label ?? text;
}

function describeKey(text: string): string {
  const key = parsePublicKey(text);
  return key.ok ? `${key.type}, ${key.bits} bits\n${key.fingerprint}` : "";
}

function checkText(spec: InputSpec, answer: string, isKey: boolean, paths: Paths): string | undefined {
  if (answer === "") return "Needed.";
  if (answer === PRIVATE_KEY_MARK)
    return "That was a private key. Give the public half (the .pub file), and replace that key: it has been shown to a program.";
  if (!isKey) return checkInput(spec, answer);
  try {
    const key = keyOf(answer, paths);
    const missing = key === answer ? missingKeyFile(answer) : undefined;
    const parsed = parsePublicKey(key);
    return missing ?? (parsed.ok ? undefined : `${parsed.problem} ${parsed.hint}`);
  } catch (error) {
    const { message, hint } = toKnownError(error);
    return `${message} ${hint}`;
  }
}
