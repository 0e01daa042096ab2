import { PasswordPrompt, TextPrompt } from "@clack/core";
import { Secret } from "../../core/secret.ts";
import { type CommonKeys, commonKeys, keyHints, outcomeOf, type Screen, stageOf } from "./drawn-screen.ts";
import { drawAnswered, drawEdited, drawFrame, roomOf } from "./frame.ts";
import type { Outcome, SecretQuestion, TextQuestion } from "./questions.ts";

type LinePrompt = TextPrompt | PasswordPrompt;

/** How the line of an answer is drawn. */
interface Look {
  readonly room: number;
  edited(prompt: LinePrompt): readonly string[];
  answered(answer: string): readonly string[];
}

const MASK = "•";

/** Asks for a line of text. */
export async function askLine(screen: Screen, question: TextQuestion): Promise<Outcome<string>> {
  const { style } = screen;
  const room = roomOf(style);
  const { placeholder, fallback, initial } = question;
  const look: Look = {
    room,
    edited: ({ userInput, cursor }) => {
      const empty = fallback ?? placeholder;
      if (userInput !== "" || empty === undefined) return drawEdited(userInput, cursor, room);
      const [first = "", ...rest] = drawEdited(empty, 0, room);
      return [first, ...rest].map(style.dim);
    },
    answered: (answer) => drawAnswered(answer, room),
  };
  const finish = (typed = "") => typed.trim() || (fallback ?? "");
  const takes = fallback === undefined ? [] : ["Enter takes it"];
  return ask(
    screen,
    question,
    { look, finish, takes },
    (options) =>
      new TextPrompt({ ...options, ...(initial === undefined ? {} : { initialUserInput: initial }) }),
  );
}

/** Asks for a text that is shown nowhere. */
export async function askSecret(screen: Screen, question: SecretQuestion): Promise<Outcome<Secret>> {
  const room = roomOf(screen.style);
  const look: Look = {
    room,
    edited: ({ userInput, cursor }) => drawEdited(MASK.repeat(userInput.length), cursor, room),
    answered: () => ["(hidden)"],
  };
  const how: Line = { look, finish: (typed = "") => typed.trim(), takes: [] };
  const answer = await ask(screen, question, how, (options) => new PasswordPrompt(options));
  return typeof answer === "symbol" ? answer : new Secret(answer);
}

interface Line {
  readonly look: Look;
  /** The answer that a typed line is. */
  finish(typed?: string): string;
  readonly takes: readonly string[];
}

type LineOptions = ConstructorParameters<typeof TextPrompt>[0];

async function ask(
  screen: Screen,
  question: TextQuestion | SecretQuestion,
  { look, finish, takes }: Line,
  make: (options: LineOptions) => LinePrompt,
): Promise<Outcome<string>> {
  const leave = new AbortController();
  const check = checking(screen, question, leave);
  const keys: CommonKeys = commonKeys(question, () => prompt);
  let explained = false;
  const prompt: LinePrompt = make({
    input: screen.input,
    output: screen.output,
    signal: leave.signal,
    validate: (typed) => {
      if (keys.wentBack()) return undefined;
      // An error keeps the question open; what is drawn is the help.
      return explained ? "explained" : check.run(finish(typed));
    },
    render() {
      const stage = explained && prompt.state === "error" ? "open" : stageOf(prompt.state);
      const ended = stage === "answered" || stage === "left";
      const shown = keys.wentBack() ? "<" : finish(prompt.userInput);
      const help = keys.help();
      return drawFrame(
        {
          message: question.message,
          stage,
          answer: ended
            ? keys.wentBack()
              ? drawAnswered(shown, look.room)
              : look.answered(shown)
            : look.edited(prompt),
          ...(stage === "wrong" ? { problem: prompt.error } : {}),
          ...(help === undefined ? {} : { help }),
          keys: keyHints(question, ...(prompt.userInput === "" ? takes : [])),
        },
        screen.style,
      );
    },
  });
  prompt.on("key", (_char, { name }) => {
    explained = name === "return" && prompt.userInput.trim() === "?" && keys.press("?");
    if (name === "return" && prompt.userInput.trim() === "<") keys.press("<");
    if (!explained) return;
    prompt.userInput = "";
    prompt.value = "";
  });
  const answer = await outcomeOf(screen, prompt, keys, leave);
  check.settle();
  return typeof answer === "symbol" ? answer : finish(answer);
}

/**
 * The check of a question. While one takes its time, the prompt hears no keys: Ctrl-C then leaves it by `leave`, and its
 * verdict is not waited for. @throws by `settle` what the check threw
 */
function checking(
  { input }: Screen,
  { check }: Pick<TextQuestion, "check">,
  leave: AbortController,
): { run(answer: string): string | undefined | Promise<string | undefined>; settle(): void } {
  const thrown: unknown[] = [];
  return {
    run(answer) {
      const verdict = check(answer);
      if (!(verdict instanceof Promise)) return verdict;
      return new Promise((resolve) => {
        const heard = (_char: string, key: { readonly ctrl?: boolean; readonly name?: string }) => {
          if (key.ctrl && key.name === "c") leave.abort();
        };
        input.on("keypress", heard);
        verdict
          .then(
            (problem) => {
              if (!leave.signal.aborted) resolve(problem);
            },
            (error: unknown) => {
              thrown.push(error);
              leave.abort();
            },
          )
          .finally(() => input.off("keypress", heard));
      });
    },
    settle() {
      if (thrown.length > 0) throw thrown[0];
    },
  };
}
