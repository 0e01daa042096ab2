import type { VendorError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import type { Runbook } from "../../runbook/runbooks.ts";
import type { PartnerState } from "../../store/partners.ts";
import type { Defaults } from "../complete.ts";
import type { Draft } from "../draft.ts";
import type { Paths } from "../key-answer.ts";

/** What was found out about a name. */
export interface Verdict {
  /** What speaks against it. */
  readonly problem?: string;
  /** What is good to know of it. */
  readonly note?: string;
}

/** What the wizard needs to know beside the draft. */
export interface WizardContext {
  /** Said before the first question; where there is none, it is not. */
  readonly title: string;
  /** All runbooks that can be named. */
  readonly runbooks: readonly Runbook[];
  /** Loads a runbook by name or path. @throws VendorError `runbookUnknown`, `fileInvalid` */
  readonly load: (nameOrPath: string) => Runbook;
  readonly paths: Paths;
  /** Keeps a hidden answer, and answers what stands for it. */
  readonly hide: (value: Secret) => string;
  /** Take every default instead of asking. */
  readonly yes: boolean;
  /** What is proposed where no partner tells of it. */
  readonly defaults: Defaults;
  /** All partners of the store. */
  readonly partners: readonly PartnerState[];
  /**
   * What speaks against the base, or `undefined`; it is looked at from the first call on. Never rejects.
   * @param runbook whose needs it has to meet; absent: those that all share
   */
  readonly unfit?: (runbook?: string) => Promise<VendorError | undefined>;
  /** Told what is answered so far, after each answer: what there is where the person leaves. */
  readonly answered?: (draft: Draft) => void;
  /** What AWS says of a partner of this name that connects by this runbook. Absent: it is not asked. Never throws. */
  readonly lookUp?: (partner: string, runbook: string) => Promise<Verdict>;
}
