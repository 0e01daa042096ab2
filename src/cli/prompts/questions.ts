import type { Secret } from "../../core/secret.ts";

/** What a question answers where the person wants the one before it. */
export const BACK: unique symbol = Symbol("back");

/** What a question answers where the person ends the command: Ctrl-C, Escape, or the end of the input. */
export const LEFT: unique symbol = Symbol("left");

/** What every question has. */
export interface Question {
  readonly message: string;
  /** What `?` shows: typed alone as an answer, or pressed where one of several answers is chosen. */
  readonly help?: string;
  /** Whether `<`, typed or pressed in the same way, leads to the question before: it then answers {@link BACK}. */
  readonly back?: true;
}

/** A question for a line of text. */
export interface TextQuestion extends Question {
  /** What stands in the empty line, e.g. an example; it is never the answer. */
  readonly placeholder?: string;
  /** The answer that Enter takes in the empty line. */
  readonly fallback?: string;
  /** Text that stands in the line to be edited: an earlier answer. */
  readonly initial?: string;
  /** What is wrong with an answer, or `undefined`. While it looks, Ctrl-C is heard. */
  check(answer: string): string | undefined | Promise<string | undefined>;
}

/** A question for a text that is shown nowhere. */
export interface SecretQuestion extends Question {
  /** What is wrong with an answer, without quoting it, or `undefined`. */
  check(answer: string): string | undefined;
}

/** One of several answers. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** A question with given answers; many of them can be searched. */
export interface ChoiceQuestion extends Question {
  readonly choices: readonly Choice[];
  /** The value that Enter takes at once. Default: the first. */
  readonly initial?: string;
  /** Whether all are shown, however many they are. */
  readonly whole?: true;
}

/** A question for yes or no. */
export interface YesNoQuestion extends Question {
  readonly initial: boolean;
}

/** The type of an answer to `Q`: questions that lead back may answer {@link BACK}. */
export type Answer<Q extends Question, T> = Q extends { readonly message: string; readonly back?: undefined }
  ? T
  : T | typeof BACK;

/** Asks a person. Ctrl-C, Escape or the end of the input at any question ends the command: nothing was begun yet. */
export interface Prompter {
  open(title: string): void;
  text<Q extends TextQuestion>(question: Q): Promise<Answer<Q, string>>;
  secret<Q extends SecretQuestion>(question: Q): Promise<Answer<Q, Secret>>;
  choice<Q extends ChoiceQuestion>(question: Q): Promise<Answer<Q, string>>;
  yesNo<Q extends YesNoQuestion>(question: Q): Promise<Answer<Q, boolean>>;
  /** Shows what follows from an answer. */
  tell(message: string): void;
  /** Shows a text of several lines with a title. */
  show(title: string, message: string): void;
  /** Shows the end of the questions. */
  done(message: string): void;
  close(): void;
}

/** What a question comes to: an answer, the one before, or the end of the questions. */
export type Outcome<T> = T | typeof BACK | typeof LEFT;

/** One way of asking: each method asks until an answer is fit. */
export interface Asker extends Pick<Prompter, "open" | "tell" | "show" | "done" | "close"> {
  text(question: TextQuestion): Promise<Outcome<string>>;
  secret(question: SecretQuestion): Promise<Outcome<Secret>>;
  choice(question: ChoiceQuestion): Promise<Outcome<string>>;
  yesNo(question: YesNoQuestion): Promise<Outcome<boolean>>;
}

/** Whether a choice has `search` in what is read of it. */
export function matches({ value, label, hint = "" }: Choice, search: string): boolean {
  return `${label}\n${hint}\n${value}`.toLowerCase().includes(search.toLowerCase());
}
