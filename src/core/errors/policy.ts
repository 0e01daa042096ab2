import { entry } from "./entry.ts";

/** Errors of the commands about IAM documents. */
export const POLICY_ERRORS = {
  noDocument: entry<{ file: string }>({
    exit: 2,
    message: (p) => `There is no policy document in ${p.file}.`,
    hint: () => "A document is an object with Statement, alone in the file or somewhere inside it.",
  }),
  principalGone: entry<{ role: string }>({
    exit: 3,
    message: (p) => `There is no role ${p.role}, so nobody can ask in its name.`,
    hint: () => "`vendor status` shows which partners are live, and what is missing of them.",
  }),
  reachOverlaps: entry<{ partner: string; other: string; what: string }>({
    exit: 3,
    message: (p) => `By these documents ${p.partner} would reach what belongs to ${p.other}: ${p.what}.`,
    hint: () =>
      "Narrow the statements that are listed (in the runbook, or in what the other partner has), then plan again. Nothing was changed.",
  }),
} as const;
