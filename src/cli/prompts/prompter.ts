import { cancel, confirm, intro, isCancel, log, note, outro, select, text } from "@clack/prompts";
import { vendorError } from "../../core/errors.ts";
import type { Host } from "../host.ts";
import { guardInput } from "./guarded-input.ts";

/** A question for a line of text. */
export interface TextQuestion {
  readonly message: string;
  readonly placeholder?: string;
  readonly initial?: string;
  /** What is wrong with an answer, or `undefined`. */
  check(answer: string): string | undefined;
}

/** A question with given answers. */
export interface ChoiceQuestion {
  readonly message: string;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
  readonly initial?: string;
}

/** Asks a person. Ctrl-C or Escape at any question ends the command: nothing was begun yet. */
export interface Prompter {
  open(title: string): void;
  text(question: TextQuestion): Promise<string>;
  choice(question: ChoiceQuestion): Promise<string>;
  yesNo(message: string, initial: boolean): Promise<boolean>;
  /** Shows what follows from an answer. */
  tell(message: string): void;
  /** Shows a framed text with a title. */
  show(title: string, message: string): void;
  /** Shows the end of the questions. */
  done(message: string): void;
  close(): void;
}

/** Prompts on stderr, so that stdout stays the result. @param subject who is asked about, for the message on Ctrl-C */
export function prompterOn(host: Pick<Host, "stdin" | "stderr">, subject: () => string): Prompter {
  const guard = guardInput(host.stdin);
  const io = { input: guard.input, output: host.stderr };
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (!isCancel(answer)) return answer as Exclude<T, symbol>;
    cancel("Nothing was changed.", io);
    throw vendorError("notConfirmed", { partner: subject() });
  };
  return {
    open: (title) => intro(title, io),
    text: async ({ message, placeholder, initial, check }) =>
      answered(
        await text({
          ...io,
          message,
          ...(placeholder === undefined ? {} : { placeholder }),
          ...(initial === undefined ? {} : { initialValue: initial }),
          validate: (answer) => check((answer ?? "").trim()),
        }),
      ).trim(),
    choice: async ({ message, choices, initial }) =>
      answered(
        await select<string>({
          ...io,
          message,
          options: choices.map((choice) => ({ ...choice })),
          ...(initial === undefined ? {} : { initialValue: initial }),
        }),
      ),
    yesNo: async (message, initial) => answered(await confirm({ ...io, message, initialValue: initial })),
    tell: (message) => log.info(message, io),
    show: (title, message) => note(message, title, io),
    done: (message) => outro(message, io),
    close: () => guard.close(),
  };
}
