import { entry } from "./entry.ts";

/** Errors of what people answer and write: partner files, configuration, flags. */
export const INPUT_ERRORS = {
  inputMissing: entry<{ what: string }>({
    exit: 2,
    message: (p) => `Needed and not given: ${p.what}.`,
    hint: () => "Give each by its flag or in a file with --from, or run in a terminal to be asked.",
  }),
  inputInvalid: entry<{ what: string }>({
    exit: 2,
    message: (p) => `${p.what} is not valid.`,
    hint: () => "Correct what is listed and run it again; nothing was called.",
  }),
} as const;
