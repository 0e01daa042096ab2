import { entry } from "./entry.ts";

/** What AWS answered, where nothing more particular is known. */
export const AWS_ERRORS = {
  awsFailed: entry<{ operation: string; code: string; message: string }>({
    exit: 1,
    message: (p) => `${p.operation} failed: ${p.code}: ${p.message}`,
    hint: () => "Look the code up in AWS's documentation, or ask AWS support with the request id.",
  }),
} as const;
