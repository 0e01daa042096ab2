import { entry } from "./entry.ts";

/** Errors of the command line itself: nothing was read and nothing was called. */
export const USAGE_ERRORS = {
  unknownCommand: entry<{ command: string; suggestion: string }>({
    exit: 2,
    message: (p) => `There is no command "${p.command}".`,
    hint: (p) => (p.suggestion ? `Did you mean "vendor ${p.suggestion}"?` : "Run `vendor --help` for the list."),
  }),
  unknownOption: entry<{ option: string; suggestion: string; command: string }>({
    exit: 2,
    message: (p) => `There is no option "${p.option}".`,
    hint: (p) =>
      p.suggestion ? `Did you mean "${p.suggestion}"?` : `Run \`vendor ${p.command} --help\` for the list.`,
  }),
  usageInvalid: entry<{ what: string; command: string }>({
    exit: 2,
    message: (p) => p.what,
    hint: (p) => `Run \`vendor ${p.command} --help\` for what it takes.`,
  }),
  unexpected: entry<{ what: string }>({
    exit: 1,
    message: (p) => `Something went wrong inside vendor: ${p.what}`,
    hint: () => "Run it again with --debug and report what it prints; nothing secret is in it.",
  }),
} as const;
