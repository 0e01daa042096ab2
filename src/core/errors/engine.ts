import { entry } from "./entry.ts";

/** Errors of a run. */
export const ENGINE_ERRORS = {
  interrupted: entry<{ run: string; command: string }>({
    exit: 7,
    message: (p) => `Interrupted. Run ${p.run} is journaled and can go on.`,
    hint: (p) => `Go on with: ${p.command}`,
  }),
} as const;
