import type { Problem } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { Meeting } from "./meeting.ts";
import type { Action, Left } from "./plan.ts";
import type { GateMeasurement, ProbeResult, Verdict } from "./probe.ts";

/**
 * Everything that the inner ranks say, as data. The terminal and the NDJSON renderer subscribe;
 * no wording and no colour below the command line. `at` (ISO time) is added by the renderer's clock.
 */
export type Event =
  | {
      readonly type: "run.started";
      readonly run: string;
      readonly command: string;
      readonly partner: string;
      readonly plan: string;
    }
  | {
      readonly type: "phase.started";
      readonly phase: string;
      readonly title: string;
      readonly subject: string;
    }
  | { readonly type: "phase.finished"; readonly phase: string; readonly ms: number }
  | {
      readonly type: "stage.started";
      readonly phase: string;
      readonly stage: string;
      readonly title: string;
      readonly count: number;
      /** Probes of an access test: how many each catalogue group has, in the order in which they are tried. */
      readonly groups?: Readonly<Record<string, number>>;
    }
  | { readonly type: "stage.finished"; readonly phase: string; readonly stage: string; readonly ms: number }
  | { readonly type: "step.started"; readonly step: string; readonly title: string; readonly action: Action }
  | {
      readonly type: "step.call";
      readonly step: string;
      readonly service: string;
      readonly operation: string;
      readonly requestId: string;
    }
  | {
      readonly type: "aws.retry";
      readonly service: string;
      readonly operation: string;
      /** The error that earned it. */
      readonly code: string;
      /** Number of the attempt that follows, 2 for the first retry. */
      readonly attempt: number;
      /** Pause before it, in milliseconds. */
      readonly ms: number;
    }
  | {
      readonly type: "aws.silent";
      readonly service: string;
      /** What came instead of an answer, e.g. `ECONNREFUSED` or `ThrottlingException`. */
      readonly code: string;
      /** Whether AWS answers that there are too many requests, rather than nothing of use. */
      readonly throttled: boolean;
      /** Since when, in milliseconds. */
      readonly ms: number;
      /** ISO time until which it is tried. */
      readonly until: string;
    }
  | { readonly type: "aws.answers"; readonly service: string; readonly ms: number }
  | { readonly type: "step.waiting"; readonly step: string; readonly code: string; readonly ms: number }
  | { readonly type: "step.finished"; readonly step: string; readonly ms: number }
  | { readonly type: "step.failed"; readonly step: string; readonly code: string; readonly message: string }
  | {
      readonly type: "gate.started";
      readonly gate: string;
      readonly title: string;
      readonly actor?: string;
      readonly expect?: Verdict;
      readonly consecutive: number;
      readonly overMs: number;
      /** How long this gate has usually taken; absent where nobody knows. */
      readonly usualMs?: number;
    }
  | {
      readonly type: "gate.progress";
      readonly gate: string;
      readonly hits: number;
      readonly ms: number;
      readonly code?: string;
    }
  | { readonly type: "gate.finished"; readonly gate: string; readonly measurement: GateMeasurement }
  | { readonly type: "probe.finished"; readonly phase: string; readonly result: ProbeResult }
  /** A file on its way to a partner; `bytes` is its size. */
  | { readonly type: "upload.started"; readonly file: string; readonly key: string; readonly bytes: number }
  | { readonly type: "upload.progress"; readonly file: string; readonly key: string; readonly sent: number }
  | { readonly type: "upload.finished"; readonly file: string; readonly key: string; readonly ms: number }
  /** One of the partner's own servers is being met, without logging in, and has been. */
  | { readonly type: "server.meeting"; readonly server: string; readonly host: string; readonly port: number }
  | {
      readonly type: "server.met";
      readonly server: string;
      readonly host: string;
      readonly port: number;
      readonly verdict: Meeting["verdict"];
    }
  | { readonly type: "rollback.started"; readonly reason: string }
  /** `resume` is the command that tries again what is left. */
  | { readonly type: "rollback.finished"; readonly left: readonly Left[]; readonly resume: string }
  | { readonly type: "warning"; readonly text: string }
  | { readonly type: "note"; readonly text: string; readonly data?: JsonObject };

/** An error as programs read it: a row of the error table, filled in. */
export interface ErrorReport {
  /** Which row, e.g. `CONFIG_MISSING`. Codes stay; their words may be improved. */
  readonly code: string;
  /** What happened, in one or two sentences. */
  readonly message: string;
  /** What to do next, with the command to type where there is one. */
  readonly hint: string;
  /** What it happened to. */
  readonly resource?: string;
  /** AWS's id of the request that failed. */
  readonly requestId?: string;
  /** Everything that is wrong with an input, at once. */
  readonly problems?: readonly Problem[];
}

/** What came of a command: the last line. What else it holds depends on the command, e.g. `plan` or `matrix`. */
export interface ResultEvent {
  readonly type: "result";
  /** e.g. `onboard` or `audit verify`. */
  readonly command: string;
  readonly partner?: string;
  /** One word, e.g. `done`, `planned`, `rolled-back`, `failed`, `interrupted`. */
  readonly outcome: string;
  /** The run's id, where there was one. */
  readonly run?: string;
  /** Why it is not done. */
  readonly error?: ErrorReport;
  readonly [member: string]: unknown;
}

/** A line that `--json` prints on stdout. `at` is the ISO time at which it was written. */
export type EventLine = (Event | ResultEvent) & { readonly at: string };
