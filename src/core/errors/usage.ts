import { didYouMean } from "../suggest.ts";
import { entry } from "./entry.ts";

/** Errors of the command line itself: nothing was read and nothing was called. */
export const USAGE_ERRORS = {
  unknownCommand: entry<{ command: string; suggestion: string; below: string }>({
    exit: 2,
    message: (p) => `There is no command "${p.command}".`,
    hint: (p) =>
      p.suggestion
        ? didYouMean(`vendor ${p.suggestion}`)
        : `Run \`vendor ${p.below}${p.below && " "}--help\` for the list.`,
  }),
  unknownOption: entry<{ option: string; suggestion: string; command: string }>({
    exit: 2,
    message: (p) => `There is no option "${p.option}".`,
    hint: (p) =>
      p.suggestion ? didYouMean(p.suggestion) : `Run \`vendor ${p.command} --help\` for the list.`,
  }),
  usageInvalid: entry<{ what: string; command: string }>({
    exit: 2,
    message: (p) => p.what,
    hint: (p) => `Run \`vendor ${p.command} --help\` for what it takes.`,
  }),
  notConfirmed: entry<{ partner: string }>({
    exit: 7,
    message: (p) => `Stopped before anything was done for ${p.partner}. Nothing was changed.`,
    hint: () => "Run it again when you are ready; --dry-run shows the plan without asking.",
  }),
  fileExists: entry<{ file: string }>({
    exit: 2,
    message: (p) => `${p.file} exists already.`,
    hint: () => "Edit it, or overwrite it with --force.",
  }),
  planEdited: entry<{ file: string }>({
    exit: 3,
    message: (p) => `${p.file} is not a plan that vendor wrote: its digest does not match its content.`,
    hint: () => "Make it again with --plan-out; a plan is applied exactly as it was reviewed.",
  }),
  planStale: entry<{ file: string }>({
    exit: 3,
    message: (p) =>
      `What is there has changed since ${p.file} was made: the same request gives another plan now.`,
    hint: () => "Make the plan again with --plan-out and review what is different.",
  }),
  planMismatch: entry<{ file: string; what: string }>({
    exit: 3,
    message: (p) => `${p.file} is a plan for something else: ${p.what}.`,
    hint: () => "Run the command that made it, in the same account and region.",
  }),
  stopped: entry({
    exit: 7,
    message: () => "Stopped. No run was under way, so nothing is left half done.",
    hint: () => "Run it again when you are ready.",
  }),
  machineRefused: entry<{ what: string; on: string; code: string }>({
    exit: 3,
    message: (p) => `This machine refused to ${p.what} ${p.on} (${p.code}).`,
    hint: () =>
      "Check that it is what it should be, the permissions and the free space, then repeat the command.",
  }),
  portTaken: entry<{ address: string }>({
    exit: 3,
    message: (p) => `${p.address} is in use by another program.`,
    hint: () => "Choose another port with --port and --sftp-port, or leave them out to take free ones.",
  }),
  nothingToResume: entry<{ what: string }>({
    exit: 3,
    message: (p) => `There is no interrupted run${p.what}.`,
    hint: () => "`vendor status` shows where each partner stands.",
  }),
  localNotRunning: entry({
    exit: 3,
    message: () => "No `vendor local` is running on this folder.",
    hint: () => "Start one in another terminal: vendor local --port 4566",
  }),
  localRunning: entry<{ pid: number; url: string }>({
    exit: 3,
    message: (p) => `A \`vendor local\` is running on this folder already (process ${p.pid}, ${p.url}).`,
    hint: () => "Stop it with Ctrl-C first, or choose another folder with --dir.",
  }),
  unexpected: entry<{ what: string }>({
    exit: 1,
    message: (p) => `Something went wrong inside vendor: ${p.what}`,
    hint: () => "Run it again with --debug and report what it prints; nothing secret is in it.",
  }),
} as const;
