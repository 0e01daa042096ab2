import { AutocompletePrompt } from "@clack/core";
import { drawChoices } from "./drawn-choice.ts";
import { type CommonKeys, commonKeys, keyHints, outcomeOf, type Screen, stageOf } from "./drawn-screen.ts";
import { drawAnswered, drawEdited, drawFrame, roomOf } from "./frame.ts";
import { type Choice, type ChoiceQuestion, matches, type Outcome } from "./questions.ts";

/** Choices that are shown at a time. */
const WINDOW = 7;

/** A search whose line can be emptied. */
class SearchPrompt extends AutocompletePrompt<Choice> {
  forget(): void {
    this._clearUserInput();
  }
}

/** Asks for one of many answers: typing narrows them. */
export async function searchChoice(screen: Screen, question: ChoiceQuestion): Promise<Outcome<string>> {
  const { choices, initial } = question;
  const leave = new AbortController();
  const keys: CommonKeys = commonKeys(question, () => prompt);
  const prompt: SearchPrompt = new SearchPrompt({
    input: screen.input,
    output: screen.output,
    signal: leave.signal,
    options: [...choices],
    filter: (search, choice) => matches(choice, search),
    ...(initial === undefined ? {} : { initialValue: [initial] }),
    validate: (value) =>
      value === undefined && !keys.wentBack() ? "Nothing matches: type less." : undefined,
    render: () => drawFrame(frameOf(screen, question, prompt, keys), screen.style),
  });
  prompt.on("key", () => {
    // The search has begun with it: it is no search.
    if (prompt.userInput === "?" && keys.press("?")) prompt.forget();
    else if (prompt.userInput === "<") keys.press("<");
  });
  const answer = await outcomeOf(screen, prompt, keys, leave);
  return typeof answer === "symbol" ? answer : String(answer);
}

function frameOf(
  { style }: Screen,
  question: ChoiceQuestion,
  prompt: AutocompletePrompt<Choice>,
  keys: CommonKeys,
): Parameters<typeof drawFrame>[0] {
  const { message, choices } = question;
  const stage = stageOf(prompt.state);
  const help = keys.help();
  const chosen = choices.find(({ value }) => value === prompt.selectedValues[0])?.label ?? "";
  return {
    message,
    stage,
    answer:
      stage === "answered"
        ? drawAnswered(keys.wentBack() ? "<" : chosen, roomOf(style))
        : drawSearch(prompt, choices, style),
    ...(stage === "wrong" ? { problem: prompt.error } : {}),
    ...(help === undefined ? {} : { help }),
    keys: keyHints(question, "type to search", "↑/↓ moves", "Enter takes it"),
  };
}

function drawSearch(
  { userInput, filteredOptions, cursor }: AutocompletePrompt<Choice>,
  choices: readonly Choice[],
  style: Screen["style"],
): readonly string[] {
  const from = Math.max(0, Math.min(cursor - 3, filteredOptions.length - WINDOW));
  const seen = filteredOptions.slice(from, from + WINDOW);
  const count = `${filteredOptions.length} of ${choices.length}`;
  const [first = ""] = drawEdited(`Search: ${userInput}`, `Search: ${userInput}`.length, roomOf(style));
  return [
    `${first}  ${style.dim(`(${count})`)}`,
    ...drawChoices(seen, cursor - from, style),
    ...(from + WINDOW < filteredOptions.length ? [style.dim("  …")] : []),
  ];
}
