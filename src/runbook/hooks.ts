import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import type { Event, ResultEvent } from "../core/events.ts";
import type { Hook } from "./types.ts";

type EventType = (Event | ResultEvent)["type"];

/** What a hook can be told of. The compiler sees to it that none is missing. */
const EVENT_TYPES: Readonly<Record<EventType, true>> = {
  "run.started": true,
  "phase.started": true,
  "phase.finished": true,
  "stage.started": true,
  "stage.finished": true,
  "step.started": true,
  "step.call": true,
  "step.waiting": true,
  "step.finished": true,
  "step.failed": true,
  "aws.retry": true,
  "aws.silent": true,
  "aws.answers": true,
  "gate.started": true,
  "gate.progress": true,
  "gate.finished": true,
  "probe.finished": true,
  "upload.started": true,
  "upload.progress": true,
  "upload.finished": true,
  "server.meeting": true,
  "server.met": true,
  "rollback.started": true,
  "rollback.finished": true,
  warning: true,
  note: true,
  result: true,
};

const LONGEST_MS = 60_000;

/** One entry of `hooks` in `vendor.config.yaml`. */
export const hookSchema = z
  .strictObject({
    on: z
      .array(z.enum(Object.keys(EVENT_TYPES) as EventType[]))
      .min(1)
      .default(["result"])
      .describe("Types of the events that it is told of; docs/programs.md lists them."),
    run: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("A program and its arguments; no shell. It reads the event as JSON on stdin."),
    url: z
      .string()
      .regex(
        /^(https?:\/\/\S+|env:[A-Z_][A-Z0-9_]*)$/i,
        "Must be http(s)://… or env:NAME of a variable that holds it.",
      )
      .optional()
      .describe(
        "The event is posted to it as JSON. A URL that holds a token belongs into a variable: env:NAME.",
      ),
    timeout: z
      .string()
      .refine((text) => {
        const ms = parseDuration(text);
        return ms !== undefined && ms > 0 && ms <= LONGEST_MS;
      }, "Must be a time up to 60s, such as 10s.")
      .default("10s")
      .describe("After which it is ended."),
  })
  .refine(({ run, url }) => (run === undefined) !== (url === undefined), "Needs either `run` or `url`.");

/** Hooks as they were written → as they are called. Programs are started in `folder`, the configuration's. */
export function hooksOf(entries: readonly z.infer<typeof hookSchema>[], folder: string): readonly Hook[] {
  return entries.map(({ on, run, url = "", timeout }) => ({
    on,
    to: run === undefined ? addressOf(url) : { program: run[0] ?? "", args: run.slice(1), folder },
    timeoutMs: parseDuration(timeout) ?? 0,
  }));
}

function addressOf(url: string): Hook["to"] {
  return url.startsWith("env:") ? { urlIn: url.slice("env:".length) } : { url };
}
