import { vendorError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { activeInputs, checkOwner, completeInputs } from "../../runbook/inputs.ts";
import type { Runbook } from "../../runbook/runbooks.ts";
import type { Draft } from "../draft.ts";
import type { Prompter } from "../prompts/questions.ts";
import { type Answers, askSeries, type Reviewed, type SeriesQuestion } from "../prompts/series.ts";
import type { WizardContext } from "./context.ts";
import { onFitBase } from "./fit-base.ts";
import { inputQuestion } from "./inputs.ts";
import { partnerQuestion, required } from "./partner.ts";
import { type Proposals, proposalsOf } from "./proposals.ts";
import { runbookQuestion } from "./runbook.ts";

const INPUT = "inputs.";

const REVIEW = {
  message: "Are these your answers? Choose one to change it.",
  help: "Nothing has been done yet. Going on shows the plan, with every call and document, and asks once more before anything is changed.",
  goOn: "Yes: go on to the plan",
  stop: "Stop: nothing is changed",
};

const KEEP = ":keep";

/** What the review says where it is come back to. */
const AGAIN = {
  refused: {
    message: "That was refused. Choose an answer to change it.",
    help: "Nothing has been changed, and all answers are kept. What was refused is said above, with what to do about it: here, by another answer, or elsewhere first, e.g. by whoever keeps the base; then try again.",
    goOn: "Try again with these answers",
    stop: "Stop: nothing is changed",
  },
  declined: {
    message: "Not like this? Choose an answer to change it.",
    help: "Nothing has been changed, and all answers are kept. Another answer gives another plan; where you stop, the command that goes on with these answers is shown.",
    goOn: "Show the plan once more",
    stop: "Stop: nothing is changed",
  },
};

/** What was asked for, and how to come back to it. */
export interface Asked {
  readonly draft: Draft;
  /**
   * Leads back to the review, with all answers kept, where what was asked for was refused, or its plan declined. Absent: nothing was
   * asked, or nothing is to be reviewed.
   * @throws VendorError `notConfirmed` on Ctrl-C
   */
  readonly again?: (unagreed: Unagreed) => Promise<AskedAgain>;
}

/** {@link Asked}, after the way back to the review. */
export interface AskedAgain extends Asked {
  /** Where the person would rather stop: whether the answers are to be kept. */
  readonly stop?: "keep" | "drop";
}

/** What leads back to the review. */
export interface Unagreed {
  /** Whether it was refused, or the person did not agree to its plan. */
  readonly why: keyof typeof AGAIN;
  /** Names of the fields that it is about, where it says them, e.g. `inputs.publicKey`. */
  readonly fields: readonly string[];
  /** The file that the answers can be kept in, where there is one. @param partner its name */
  readonly file: (partner: string) => string | undefined;
}

/**
 * Asks for what the draft does not say, and nothing else, and has the answers reviewed; with `yes`, for what has no
 * default only, and at once.
 * @throws VendorError `notConfirmed` on Ctrl-C, and where the person stops at the review; what speaks against the base
 */
export async function askForDraft(draft: Draft, prompter: Prompter, context: WizardContext): Promise<Asked> {
  const given = givenAnswers(draft);
  const questions = (answers: Answers<Json>) =>
    questionsOf(answers, draft, context).map((question) =>
      onFitBase(question, context, runbookOf(answers, draft, context)),
    );
  if (questions(given).every(({ name }) => given[name] !== undefined))
    return { draft: draftOf(draft, given, context) };
  prompter.open(context.title);
  const toDraft = (answers: Answers<Json>) => draftOf(draft, answers, context);
  const heard = (answers: Answers<Json>) => context.answered?.(toDraft(answers));
  const first = await askSeries(prompter, questions, context.yes ? undefined : REVIEW, given, heard);
  if (first.ended !== undefined)
    throw vendorError("notConfirmed", { partner: draft.partner ?? "the partner" });
  return context.yes ? { draft: toDraft(first.answers) } : askedOf(first, toDraft);
}

function askedOf(series: Reviewed<Json>, toDraft: (answers: Answers<Json>) => Draft): Asked {
  const draft = toDraft(series.answers);
  return {
    draft,
    again: async ({ why, fields, file }) => {
      const kept = file(draft.partner ?? "");
      const at = fields.find((field) => field in series.answers);
      const next = await series.again({
        ...AGAIN[why],
        endings: kept === undefined ? [] : [{ value: KEEP, label: `Keep the answers in ${kept}, and stop` }],
        ...(at === undefined ? {} : { at }),
      });
      const asked = askedOf(next, toDraft);
      return next.ended === undefined ? asked : { ...asked, stop: next.ended === KEEP ? "keep" : "drop" };
    },
  };
}

/** The runbook that is named so far, also where nobody is asked for it. */
function runbookOf(answers: Answers<Json>, draft: Draft, context: WizardContext): string | undefined {
  return answers.runbook === undefined ? settledRunbook(draft, context) : String(answers.runbook);
}

/** The runbook, where it is not a question. */
function settledRunbook(draft: Draft, { runbooks, yes, defaults }: WizardContext): string | undefined {
  const only = runbooks.length === 1 ? runbooks[0]?.name : undefined;
  return draft.runbook ?? (yes ? defaults.runbook : undefined) ?? only;
}

/** The questions that apply to the answers so far; with `yes`, those alone that have no default. */
function questionsOf(
  answers: Answers<Json>,
  draft: Draft,
  context: WizardContext,
): readonly SeriesQuestion<Json>[] {
  const { load, yes, partners, defaults } = context;
  const partner = answers.partner === undefined ? undefined : String(answers.partner);
  const proposals = proposalsOf(partners, partner);
  const settled = settledRunbook(draft, context);
  const named = runbookOf(answers, draft, context);
  const runbook = named === undefined ? undefined : load(named);
  const isNew = !partners.some((state) => state.partner === partner && state.state !== "offboarded");
  return [
    partnerQuestion(context, named),
    ...(settled === undefined || draft.runbook !== undefined
      ? [runbookQuestion(context, proposals.runbook ?? defaults.runbook, isNew ? partner : undefined)]
      : []),
    ...(yes && defaults.owner !== undefined ? [] : [ownerQuestion(proposals.owner ?? defaults.owner)]),
    ...(runbook === undefined ? [] : inputQuestions(runbook, inputsOf(answers), context, proposals)),
  ];
}

function ownerQuestion(proposed: string | undefined): SeriesQuestion<Json> {
  return {
    name: "owner",
    label: "owner",
    shown: String,
    ask: ({ prompter, back, earlier }) =>
      prompter.text({
        message: "Who answers for it? (e-mail address of the owning team)",
        help: "The team of your company to ask when something about this partner is unclear. It is kept as a tag on everything that is made.",
        placeholder: "e.g. integrations@example.com",
        ...(proposed === undefined ? {} : { fallback: proposed }),
        ...(earlier === undefined || earlier === proposed ? {} : { initial: String(earlier) }),
        ...back,
        check: required(checkOwner),
      }),
  };
}

function inputQuestions(
  { name: runbook, inputs }: Runbook,
  answers: JsonObject,
  { yes, paths, hide }: WizardContext,
  proposals: Proposals,
): readonly SeriesQuestion<Json>[] {
  return activeInputs(inputs, completeInputs(inputs, answers))
    .filter(
      ({ name, default: fallback, required: needed }) =>
        answers[name] !== undefined || !yes || (needed && fallback === undefined),
    )
    .map((spec) => inputQuestion(spec, { paths, hide }, proposals.input(spec, runbook)));
}

/** What needs no question. */
function givenAnswers({ partner, owner, runbook, answers }: Draft): Answers<Json> {
  const inputs = Object.entries(answers).filter(([, value]) => value !== "");
  return {
    ...(partner === undefined ? {} : { partner }),
    ...(owner === undefined ? {} : { owner }),
    ...(runbook === undefined ? {} : { runbook }),
    ...Object.fromEntries(inputs.map(([name, value]) => [`${INPUT}${name}`, value])),
  };
}

function inputsOf(answers: Answers<Json>): JsonObject {
  return Object.fromEntries(
    Object.entries(answers)
      .filter(([name, value]) => name.startsWith(INPUT) && value !== "")
      .map(([name, value]) => [name.slice(INPUT.length), value]),
  );
}

function draftOf(draft: Draft, answers: Answers<Json>, { yes, defaults }: WizardContext): Draft {
  const text = (name: string) => (answers[name] === undefined ? {} : { [name]: String(answers[name]) });
  return {
    ...draft,
    ...(yes ? defaults : {}),
    ...text("partner"),
    ...text("owner"),
    ...text("runbook"),
    answers: inputsOf(answers),
  };
}
