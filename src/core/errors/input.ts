import { meantOrKnown } from "../suggest.ts";
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
  fileUnreadable: entry<{ file: string }>({
    exit: 2,
    message: (p) => `The file ${p.file} can't be read.`,
    hint: () => "Check the path and its permissions.",
  }),
  fileInvalid: entry<{ file: string }>({
    exit: 2,
    message: (p) => `${p.file} is not valid.`,
    hint: () => "Correct the lines named above and run it again; nothing was called.",
  }),
  choicesMissing: entry({
    exit: 2,
    message: () => "Some of what the base is made of is missing or not valid.",
    hint: () =>
      "Give each by its flag, take what there is only one of with --yes, or run in a terminal to be asked. `vendor init --template` writes a file to be filled in.",
  }),
  regionMissing: entry({
    exit: 2,
    message: () => "It is not said which AWS region the base is in.",
    hint: () => "Give it with --region, set AWS_REGION, or write `region` into the profile.",
  }),
  configMissing: entry<{ cwd: string }>({
    exit: 2,
    message: (p) => `There is no vendor.config.yaml in ${p.cwd} or above it.`,
    hint: () => "Write one with `vendor init`, name one with --config FILE, or try everything with --local.",
  }),
  runbookUnknown: entry<{ name: string; known: string }>({
    exit: 2,
    message: (p) => `There is no runbook "${p.name}".`,
    hint: (p) => `${meantOrKnown(p.name, p.known.split(", "), "runbooks")} A path to a file works too.`,
  }),
  exampleMissing: entry<{ runbook: string; folder: string }>({
    exit: 2,
    message: (p) => `The runbook ${p.runbook} has no example partner file to be tried with.`,
    hint: (p) => `Write ${p.folder}/${p.runbook}.yaml, or name partner files with --from.`,
  }),
  privateKeyGiven: entry<{ where: string }>({
    exit: 2,
    message: (p) => `${p.where} holds a private key. It was not read any further, kept or sent.`,
    hint: () =>
      "Give the public half (the .pub file). Whoever owns that private key should replace it: it has been shown to a program.",
  }),
  hiddenMissing: entry<{ names: string; how: string }>({
    exit: 2,
    message: (p) =>
      `Needed and not given: the hidden value of ${p.names}, which is to be stored and is kept nowhere else.`,
    hint: (p) => `Give it with ${p.how}.`,
  }),
  blueprintInvalid: entry<{ runbook: string }>({
    exit: 2,
    message: (p) => `The runbook ${p.runbook} can't be applied to these inputs.`,
    hint: () => "Correct the lines named above; `vendor runbook show` prints what a runbook takes.",
  }),
} as const;
