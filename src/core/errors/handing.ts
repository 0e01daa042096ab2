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
    hint: (p) => `Make it as recorded: ${p.command}`,
  }),
  packForeign: entry<{ path: string; what: string }>({
    exit: 2,
    message: (p) => `${p.path} is not an earlier pack of the same: ${p.what}.`,
    hint: () => "Choose another place with --out, or remove what is there. Nothing was written.",
  }),
  pushNowhere: entry<{ partner: string; runbook: string }>({
    exit: 3,
    message: (p) =>
      `${p.partner} picks no files up here: by the runbook ${p.runbook} and its inputs there is no folder to push into.`,
    hint: () => "A runbook names it with `push: RESOURCE`. Nothing was sent.",
  }),
  pushNotReady: entry<{ partner: string; command: string }>({
    exit: 3,
    message: (p) => `${p.partner} is not ready for files. Nothing was sent.`,
    hint: (p) => `Settle what is listed, or wait for it: ${p.command}`,
  }),
  pushExists: entry<{ count: number }>({
    exit: 3,
    message: (p) => `${p.count} of these files would replace what is there.`,
    hint: () =>
      "Give them another place with --to, or replace with --force: the bucket keeps the old versions.",
  }),
  pushChanged: entry<{ file: string; key: string }>({
    exit: 1,
    message: (p) =>
      `${p.file} changed while it was sent: what arrived as ${p.key} is not what was read before.`,
    hint: () => "What arrived was taken away again. Send it once nobody writes it any more.",
  }),
  pushEncryption: entry<{ key: string; actual: string; kmsKey: string }>({
    exit: 3,
    message: (p) => `S3 encrypted ${p.key} with ${p.actual}, not with ${p.kmsKey}.`,
    hint: () =>
      "What arrived was taken away again. Set the bucket's default encryption to the key of the configuration.",
  }),
  pushStopped: entry<{ partner: string; sent: number; of: number }>({
    exit: 7,
    message: (p) =>
      `Stopped: ${p.sent} of ${p.of} files have arrived for ${p.partner}; nothing is there of the others.`,
    hint: () => "Send the others with the same command, without those that have arrived.",
  }),
  readyDeadline: entry<{ partner: string; seconds: number; what: string }>({
    exit: 5,
    message: (p) => `${p.partner} was not ready within ${p.seconds} s. ${p.what}`,
    hint: (p) => `Look what it waits for: vendor ready ${p.partner}. Or wait longer with --timeout.`,
  }),
} as const;
