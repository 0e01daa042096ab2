import { isCancel, type Prompt } from "@clack/core";
import type { Input, Output } from "../host.ts";
import type { Style } from "../render/style.ts";
import type { Stage } from "./frame.ts";
import { BACK, LEFT, type Outcome, type Question } from "./questions.ts";

/** What a prompt is drawn on, and where its keys come from. */
export interface Screen {
  readonly input: Input;
  readonly output: Output;
  readonly style: Style;
}

/** The keys that every prompt hears, whatever it asks. */
export interface CommonKeys {
  /** The help, while it is shown. */
  readonly help: () => string | undefined;
  readonly wentBack: () => boolean;
  /** To be called with a key that is alone. @returns whether it was one of these */
  press(key: string): boolean;
}

/** The stage at which a prompt stands. */
export function stageOf(state: Prompt<unknown>["state"]): Stage {
  if (state === "submit") return "answered";
  if (state === "cancel") return "left";
  if (state === "validating") return "looking";
  return state === "error" ? "wrong" : "open";
}

/** What the keys `?` and `<` do to `prompt`. */
export function commonKeys<T>(question: Question, prompt: () => Prompt<T>): CommonKeys {
  let shown = false;
  let back = false;
  return {
    help: () => (shown ? question.help : undefined),
    wentBack: () => back,
    press(key) {
      if (key === "?" && question.help !== undefined) {
        shown = !shown;
        return true;
      }
      if (key !== "<" || question.back === undefined) return false;
      back = true;
      prompt().state = "submit";
      return true;
    },
  };
}

/** What the last line of a question says of its keys. */
export function keyHints({ help, back }: Question, ...others: readonly string[]): readonly string[] {
  return [...others, ...(help === undefined ? [] : ["? explains"]), ...(back ? ["< goes back"] : [])];
}

/** Asks; the end of the input leaves as Ctrl-C does. */
export async function outcomeOf<T>(
  { input }: Screen,
  prompt: Prompt<T>,
  keys: CommonKeys,
  leave: AbortController,
): Promise<Outcome<T | undefined>> {
  const left = () => leave.abort();
  // Ctrl-D in an empty line closes the line editor, which would leave the question standing for ever.
  prompt.on("key", (_char, key) => {
    if (key.ctrl && key.name === "d" && prompt.userInput === "") prompt.state = "cancel";
  });
  input.once("end", left);
  const answer = await prompt.prompt();
  input.off("end", left);
  if (keys.wentBack()) return BACK;
  return isCancel(answer) ? LEFT : answer;
}
