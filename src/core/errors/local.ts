import { entry } from "./entry.ts";

/** Refusals of the local AWS to start. */
export const LOCAL_ERRORS = {
  localStateInUse: entry<{ dir: string; pid: number }>({
    exit: 6,
    message: (p) => `The local AWS in ${p.dir} is in use by process ${p.pid}.`,
    hint: (p) => `Wait for it to end, or stop process ${p.pid}.`,
  }),
  localStateDamaged: entry<{ file: string; line: number }>({
    exit: 3,
    message: (p) => `${p.file}:${p.line} is not a record of the local AWS.`,
    hint: () => "Move the folder away to start with a fresh local AWS.",
  }),
  localFaultsInvalid: entry<{ detail: string }>({
    exit: 2,
    message: (p) => `This is not a list of fault rules: ${p.detail}`,
    hint: () =>
      'Write e.g. [{ "service": "iam", "operation": "CreateRole", "fault": "throttle", "times": 1 }].',
  }),
} as const;
