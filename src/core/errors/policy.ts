import { entry } from "./entry.ts";

/** Errors of the commands about IAM documents. */
export const POLICY_ERRORS = {
  noDocument: entry<{ file: string }>({
    exit: 2,
    message: (p) => `There is no policy document in ${p.file}.`,
    hint: () => "A document is an object with Statement, alone in the file or somewhere inside it.",
  }),
} as const;
