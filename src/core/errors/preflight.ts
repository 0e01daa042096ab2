import { entry } from "./entry.ts";

/** Refusals before any change. */
export const PREFLIGHT_ERRORS = {
  ownedByOthers: entry<{ resource: string; owner: string }>({
    exit: 3,
    message: (p) => `${p.resource} exists already and is not ours to change (${p.owner}).`,
    hint: () => "Choose another partner name, or remove that resource if nobody uses it.",
  }),
} as const;
