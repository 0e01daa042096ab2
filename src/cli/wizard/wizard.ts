import { vendorError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { activeInputs, checkOwner, completeInputs } from "../../runbook/inputs.ts";
import type { Runbook } from "../../runbook/runbooks.ts";
import type { Draft } from "../draft.ts";
import type { Prompter } from "../prompts/questions.ts";
import { type Answers, askReviewed, type SeriesQuestion } from "../prompts/series.ts";
import type { WizardContext } from "./context.ts";
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

/**
 * Asks for what the draft does not say, and nothing else, and has the answers reviewed; with `yes`, for what has no
 * default only, and at once.
 * @throws VendorError `notConfirmed` on Ctrl-C, and where the person stops at the review
 */
export async function askForDraft(draft: Draft, prompter: Prompter, context: WizardContext): Promise<Draft> {
  const given = givenAnswers(draft);
  const questions = (answers: Answers<Json>) => questionsOf(answers, draft, context);
  if (questions(given).every(({ name }) => given[name] !== undefined)) return draftOf(draft, given, context);
  prompter.open(context.title);
  const answers = await askReviewed(prompter, questions, context.yes ? undefined : REVIEW, given);
  if (answers === undefined) throw vendorError("notConfirmed", { partner: draft.partner ?? "the partner" });
  return draftOf(draft, answers, context);
}

/** The questions that apply to the answers so far; with `yes`, those alone that have no default. */
function questionsOf(
  answers: Answers<Json>,
  draft: Draft,
  context: WizardContext,
): readonly SeriesQuestion<Json>[] {
  const { runbooks, load, yes, partners, defaults } = context;
  const partner = answers.partner === undefined ? undefined : String(answers.partner);
  const proposals = proposalsOf(partners, partner);
  const only = runbooks.length === 1 ? runbooks[0]?.name : undefined;
  const settled = draft.runbook ?? (yes ? defaults.runbook : undefined) ?? only;
  const named = answers.runbook ?? settled;
  const runbook = named === undefined ? undefined : load(String(named));
  const isNew = !partners.some((state) => state.partner === partner && state.state !== "offboarded");
  return [
    partnerQuestion(context, settled),
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
