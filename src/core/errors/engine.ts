import { entry } from "./entry.ts";

/** Errors of a run. */
export const ENGINE_ERRORS = {
  interrupted: entry<{ run: string; command: string }>({
    exit: 7,
    message: (p) => `Interrupted. Run ${p.run} is journaled and can go on.`,
    hint: (p) => `Go on with: ${p.command}`,
  }),
  notGone: entry<{ subject: string; resources: string }>({
    exit: 5,
    message: (p) => `${p.subject} should be gone, and this still exists: ${p.resources}.`,
    hint: () => "Run the same command again: it removes what is left. Nothing of it gives access any more.",
  }),
} as const;
