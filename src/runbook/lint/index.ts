import { codeOf, type Problem, VendorError, vendorError } from "../../core/errors.ts";
import { HIDDEN_LATER } from "../../core/hidden.ts";
import type { JsonObject } from "../../core/json.ts";
import { examplesOf, withHiddenLater } from "../examples.ts";
import { activeInputs, checkAnswers, completeInputs } from "../inputs.ts";
import { loadRunbook, type Runbook, type RunbookFolders } from "../runbooks.ts";
import type { Config } from "../types.ts";
import { lintDeclared } from "./declared.ts";
import { lintFilled } from "./filled.ts";
import { findingAt, findingOf, type RunbookFinding } from "./finding.ts";

export type { RunbookFinding } from "./finding.ts";

/** Who a runbook without examples is filled in for. */
const SOMEBODY = "acme";

/**
 * Everything that is to be mended in a runbook: as it is written, and filled in with its example partners and each other
 * choice that its inputs offer. Nothing is called.
 * @param file path of the runbook
 * @throws VendorError `fileUnreadable`
 */
export function lintRunbook(
  file: string,
  folders: RunbookFolders,
  config: Config,
  cwd: string,
): readonly RunbookFinding[] {
  const read = attempt(() => loadRunbook(file, folders, cwd));
  if ("problems" in read) return read.problems.map((problem) => findingOf(problem, file, "schema"));
  const runbook = read.value;
  const declared = lintDeclared(runbook);
  // What is written wrongly would be found again in everything that is filled in.
  if (declared.some(({ rule }) => rule !== "file-name" && !rule.startsWith("no-"))) return once(declared);
  const answers = attempt(() => answersOf(runbook));
  if ("problems" in answers)
    return once([...declared, ...answers.problems.map((problem) => findingOf(problem, file, "example"))]);
  const missing = answers.value.length === 0 ? [unfilled(runbook)] : [];
  const filled = answers.value.flatMap(({ partner, inputs }) =>
    lintFilled(runbook, { config, partner, inputs }),
  );
  return once([...declared, ...missing, ...filled]);
}

type Attempted<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

/** What a file says, or what is wrong with it. What can't be read at all is thrown. */
function attempt<T>(work: () => T): Attempted<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof VendorError) || error.code === codeOf("fileUnreadable")) throw error;
    return { problems: error.problems.length > 0 ? error.problems : [{ message: error.message }] };
  }
}

interface Answers {
  readonly partner: string;
  readonly inputs: JsonObject;
}

/** Each example with its own answers, and with each other choice; without one, no answers if none is needed. */
function answersOf(runbook: Runbook): readonly Answers[] {
  const examples = examplesOf(runbook).map((example) => ({
    ...example,
    inputs: withHidden(runbook, example.inputs),
  }));
  const problems = examples.flatMap(({ inputs, yaml }) =>
    checkAnswers(runbook.inputs, withHiddenLater(runbook.inputs, inputs)).map((problem) => ({
      ...problem,
      file: yaml.file,
      ...yaml.locate((problem.field ?? "").split(".")),
    })),
  );
  if (problems.length > 0)
    throw vendorError("inputInvalid", { what: `An example of ${runbook.name}` }, { problems });
  const given = examples.length > 0 ? examples : [{ partner: SOMEBODY, inputs: {} }];
  return given.flatMap(({ partner, inputs }) =>
    variantsOf(runbook, inputs).map((variant) => ({
      partner,
      inputs: completeInputs(runbook.inputs, variant),
    })),
  );
}

/** No file holds a hidden answer: it counts as one that is given when it is run. */
function withHidden({ inputs: specs }: Runbook, answers: JsonObject): JsonObject {
  const hidden = activeInputs(specs, answers).filter(({ type }) => type === "secret");
  return { ...Object.fromEntries(hidden.map(({ name }) => [name, HIDDEN_LATER])), ...answers };
}

/** The answers, and each with one choice made otherwise or one optional answer left out, as far as they are whole. */
function variantsOf({ inputs: specs }: Runbook, answers: JsonObject): readonly JsonObject[] {
  const others = specs.flatMap(({ name, type, choices = [] }): JsonObject[] => {
    const values = type === "boolean" ? ["true", "false"] : choices.map(({ value }) => value);
    const { [name]: _left, ...without } = answers;
    return [...values.map((value) => ({ ...answers, [name]: value })), without];
  });
  const whole = [answers, ...others].map((variant) => withHiddenLater(specs, variant));
  return whole.filter((variant) => checkAnswers(specs, completeInputs(specs, variant)).length === 0);
}

function unfilled({ yaml, name }: Runbook): RunbookFinding {
  return findingAt(yaml, ["inputs"], {
    rule: "no-example",
    severity: "warning",
    message: "It has no example partner file, and needs answers: it was not filled in.",
    hint: `Write examples/${name}.yaml beside it.`,
  });
}

/** The same once, however often it was met, with the subject of a rehearsal told as the partner's. */
function once(findings: readonly RunbookFinding[]): readonly RunbookFinding[] {
  const told = new Map<string, RunbookFinding>();
  for (const finding of findings) {
    const { file, line, column, rule, message } = finding;
    const key = JSON.stringify([file, line, column, rule, message.replaceAll("-rehearsal", "")]);
    if (!told.has(key)) told.set(key, finding);
  }
  return [...told.values()].sort((one, other) => one.line - other.line || one.column - other.column);
}
