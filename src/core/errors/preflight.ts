import { meantOrKnown } from "../suggest.ts";
import { entry } from "./entry.ts";

/** Refusals before any change. */
export const PREFLIGHT_ERRORS = {
  ownedByOthers: entry<{ partner: string; count: number }>({
    exit: 3,
    message: (p) =>
      `${p.count} resource(s) that ${p.partner} needs exist already and are not ours to change.`,
    hint: () =>
      "Take over what is nobody's, if that is said above; else choose another partner name, or remove those resources if nobody uses them. Nothing was changed.",
  }),
  adoptionRefused: entry<{ partner: string; count: number }>({
    exit: 3,
    message: (p) => `${p.count} resource(s) that ${p.partner} needs can't be taken over, so nothing was.`,
    hint: () => "Settle what is listed, then run it again. Nothing was changed.",
  }),
  adoptionMoved: entry<{ partner: string }>({
    exit: 3,
    message: (p) => `What exists for ${p.partner} is not what was shown any more. Nothing was taken over.`,
    hint: (p) => `Look again: vendor adopt ${p.partner}`,
  }),
  adoptionBarred: entry<{ partner: string; state: string; run: string }>({
    exit: 3,
    message: (p) => `${p.partner} is ${p.state}: run ${p.run} did not get to its end.`,
    hint: (p) => `Let it end first: vendor resume ${p.partner}`,
  }),
  footingMissing: entry<{ partner: string }>({
    exit: 3,
    message: (p) => `What ${p.partner} relies on is not there, so nothing of it would work.`,
    hint: () => "Settle what is listed, then run it again. Nothing was changed.",
  }),
  baseLacks: entry<{ runbook: string; what: string }>({
    exit: 2,
    message: (p) => `The runbook ${p.runbook} needs what the configuration leaves out: ${p.what}.`,
    hint: () =>
      "Add it to vendor.config.yaml, or choose a runbook that does without (`vendor runbook list`). Nothing was called that changes anything.",
  }),
  baseUnfit: entry<{ account: string }>({
    exit: 3,
    message: (p) => `The base in account ${p.account} is not fit for partners yet.`,
    hint: () =>
      "Mend what is listed (bucket, key, Transfer server are named in vendor.config.yaml), then run it again; `vendor doctor` looks at what AWS says of it, with commands that mend it. Nothing was changed.",
  }),
  baseInUse: entry({
    exit: 3,
    message: () => "The base is in use, so nothing of it is taken away.",
    hint: () =>
      "Offboard every partner and settle what is listed first. Nothing that holds data is ever emptied by this. Nothing was changed.",
  }),
  baseNotOurs: entry<{ account: string }>({
    exit: 3,
    message: (p) => `Nothing in account ${p.account} was made by \`vendor init --base\`.`,
    hint: () =>
      "What was made in another way is not taken away by vendor. Give the names that it was made with, if they were others.",
  }),
  choicesUnfit: entry<{ count: number }>({
    exit: 3,
    message: (p) =>
      `${p.count} finding${p.count === 1 ? " speaks" : "s speak"} against this base, so no configuration was written.`,
    hint: () =>
      "Mend what is listed and run it again, or write it all the same with --allow-unfit: no partner is onboarded until it is mended.",
  }),
  wrongAccount: entry<{ configured: string; actual: string; caller: string }>({
    exit: 3,
    message: (p) =>
      `These credentials belong to account ${p.actual}, the configuration names ${p.configured}.`,
    hint: (p) => `Choose the right profile (--profile), or correct \`account\`. You are ${p.caller}.`,
  }),
  partnerLookalike: entry<{ partner: string; other: string; sid: string }>({
    exit: 3,
    message: (p) =>
      `Partner "${p.partner}" can't be told apart from partner "${p.other}" in policies: statement ids take no hyphens, and both read ${p.sid} there.`,
    hint: () => "Choose a name that differs in more than hyphens. Nothing was changed.",
  }),
  sandboxMissing: entry({
    exit: 3,
    message: () => "There is no sandbox account to rehearse from.",
    hint: () =>
      "Set sandboxAccount.roleArn in the configuration (templates are in sandbox/account), or use --skip-rehearsal --reason TEXT.",
  }),
  runbookCycle: entry<{ resources: string }>({
    exit: 2,
    message: (p) => `These resources of the runbook need each other in a circle: ${p.resources}.`,
    hint: () => "Break the circle: one of them must do without the other's outputs.",
  }),
  partnerUnknown: entry<{ partner: string; known: string }>({
    exit: 3,
    message: (p) =>
      `Nothing of a partner "${p.partner}" exists: no record of it here and no resource by its names.`,
    hint: (p) =>
      p.known
        ? meantOrKnown(p.partner, p.known.split(", "), "partners")
        : "`vendor status` lists the partners.",
  }),
} as const;
