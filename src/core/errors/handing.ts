import { entry } from "./entry.ts";

/** Errors of what is handed to partners: packs, and files that are pushed. */
export const HANDING_ERRORS = {
  packNotLive: entry<{ partner: string; state: string; command: string }>({
    exit: 3,
    message: (p) =>
      `${p.partner} is ${p.state}, not live: there is nothing yet, or no more, that it could be told.`,
    hint: (p) => `Bring it to life first: ${p.command}`,
  }),
  packDrifted: entry<{ partner: string; missing: string; command: string }>({
    exit: 3,
    message: (p) => `${p.partner} lacks ${p.missing}: a pack would tell it of a way in that is not there.`,
    hint: (p) => `Make it as recorded, with the same answers: ${p.command}`,
  }),
  packForeign: entry<{ path: string; what: string }>({
    exit: 2,
    message: (p) => `${p.path} is not an earlier pack of the same: ${p.what}.`,
    hint: () => "Choose another place with --out, or remove what is there. Nothing was written.",
  }),
} as const;
