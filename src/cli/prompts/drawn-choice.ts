import { SelectPrompt } from "@clack/core";
import type { Style } from "../render/style.ts";
import { wrap } from "../render/text.ts";
import { type CommonKeys, commonKeys, keyHints, outcomeOf, type Screen, stageOf } from "./drawn-screen.ts";
import { drawAnswered, drawFrame, roomOf } from "./frame.ts";
import type { Choice, ChoiceQuestion, Outcome, YesNoQuestion } from "./questions.ts";

const YES_NO: readonly Choice[] = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
];

/** Asks for one of a few answers. */
export function askChoice(screen: Screen, question: ChoiceQuestion): Promise<Outcome<string>> {
  return ask(screen, question, {}, (cursor) => drawChoices(question.choices, cursor, screen.style));
}

/** Asks for yes or no. */
export async function askYesNo(screen: Screen, question: YesNoQuestion): Promise<Outcome<boolean>> {
  const { style } = screen;
  const { initial, ...rest } = question;
  const answer = await ask(
    screen,
    { ...rest, choices: YES_NO, initial: initial ? "yes" : "no" },
    { y: "yes", n: "no" },
    (cursor) => [
      YES_NO.map(({ label }, at) => drawChoice(label, at === cursor, style)).join(style.dim(" / ")),
    ],
  );
  return typeof answer === "symbol" ? answer : answer === "yes";
}

/** The lines of choices, the one under the cursor with its hint. */
export function drawChoices(choices: readonly Choice[], cursor: number, style: Style): readonly string[] {
  const room = roomOf(style) - 2;
  return choices.flatMap(({ label, hint = "" }, at) => {
    const active = at === cursor;
    const text = active && hint !== "" ? `${label} (${hint})` : label;
    const [first = "", ...rest] = wrap(text, room).split("\n");
    return [drawChoice(first, active, style), ...rest.map((line) => `  ${active ? line : style.dim(line)}`)];
  });
}

function drawChoice(label: string, active: boolean, style: Style): string {
  return active ? `${style.good("●")} ${label}` : style.dim(`○ ${label}`);
}

async function ask(
  screen: Screen,
  question: ChoiceQuestion,
  shortcuts: Readonly<Record<string, string>>,
  draw: (cursor: number) => readonly string[],
): Promise<Outcome<string>> {
  const { choices, initial } = question;
  const leave = new AbortController();
  const keys: CommonKeys = commonKeys(question, () => prompt);
  const prompt: SelectPrompt<Choice> = new SelectPrompt({
    input: screen.input,
    output: screen.output,
    signal: leave.signal,
    options: [...choices],
    ...(initial === undefined ? {} : { initialValue: initial }),
    render() {
      const stage = stageOf(prompt.state);
      const chosen = keys.wentBack() ? "<" : (choices[prompt.cursor]?.label ?? "");
      const help = keys.help();
      return drawFrame(
        {
          message: question.message,
          stage,
          answer: stage === "answered" ? drawAnswered(chosen, roomOf(screen.style)) : draw(prompt.cursor),
          ...(help === undefined ? {} : { help }),
          keys: keyHints(question, "↑/↓ moves", "Enter takes it"),
        },
        screen.style,
      );
    },
  });
  prompt.on("key", (char = "") => {
    keys.press(char);
    const at = choices.findIndex(({ value }) => value === shortcuts[char.toLowerCase()]);
    if (at === -1) return;
    prompt.cursor = at;
    prompt.value = choices[at]?.value;
    prompt.state = "submit";
  });
  const answer = await outcomeOf<string>(screen, prompt, keys, leave);
  return typeof answer === "symbol" ? answer : (answer ?? "");
}
