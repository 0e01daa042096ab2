import type { Event } from "../../core/events.ts";
import type { ProbeResult } from "../../core/probe.ts";
import { plain } from "./text.ts";
import { attemptTitle, stepTitle } from "./wording.ts";

/** A step that is under way. Times as `Clock.elapsed` tells them. */
export interface StepSeen {
  readonly title: string;
  readonly startedAt: number;
  /** The answer that it waits to be over. */
  readonly code?: string;
}

/** A gate that waits. Times in milliseconds. */
export interface GateSeen {
  readonly title: string;
  readonly startedAt: number;
  readonly consecutive: number;
  readonly hits: number;
  readonly usualMs?: number;
  /** What the path answered last, where that has a code. */
  readonly code?: string;
}

/** The stage that is under way. */
export interface StageSeen {
  readonly name: string;
  readonly title: string;
  readonly startedAt: number;
  /** How many steps, gates, probes or resources it has, and how many of them have ended. */
  readonly count: number;
  readonly ended: number;
  /** Probes of an access test by catalogue group. */
  readonly groups: Readonly<Record<string, number>>;
}

/** A file that is being sent. */
export interface UploadSeen {
  readonly file: string;
  readonly startedAt: number;
  /** Its size, and how much of it has arrived. */
  readonly bytes: number;
  readonly sent: number;
}

/** What a run is at. */
export interface RunView {
  readonly steps: ReadonlyMap<string, StepSeen>;
  readonly gates: ReadonlyMap<string, GateSeen>;
  /** Results since the stage began. */
  readonly results: readonly ProbeResult[];
  readonly stage?: StageSeen;
  readonly upload?: UploadSeen;
}

/** Before anything has begun. */
export const NOTHING_SEEN: RunView = { steps: new Map(), gates: new Map(), results: [] };

/** Whether anything has begun and not ended. */
export function isUnderWay({ steps, gates, stage, upload }: RunView): boolean {
  const open = stage !== undefined && stage.ended < stage.count;
  return open || steps.size + gates.size > 0 || upload !== undefined;
}

/** What a run is at after `event`. @param now as `Clock.elapsed` tells it */
export function after(view: RunView, event: Event, now: number): RunView {
  switch (event.type) {
    case "stage.started":
      return {
        ...view,
        results: [],
        stage: {
          name: event.stage,
          title: plain(event.title),
          startedAt: now,
          count: event.count,
          ended: 0,
          groups: event.groups ?? {},
        },
      };
    case "stage.finished":
    case "rollback.started":
      return { ...NOTHING_SEEN, steps: view.steps };
    case "probe.finished":
      return oneMoreEnded({ ...view, results: [...view.results, event.result] });
    case "upload.started":
      return { ...view, upload: { file: plain(event.file), startedAt: now, bytes: event.bytes, sent: 0 } };
    case "upload.progress":
      return view.upload === undefined ? view : { ...view, upload: { ...view.upload, sent: event.sent } };
    case "upload.finished": {
      const { upload: _, ...rest } = view;
      return rest;
    }
    default:
      return afterServer(afterGate(afterStep(view, event, now), event, now), event, now);
  }
}

/** A server is met like a step that belongs to no stage. */
function afterServer(view: RunView, event: Event, now: number): RunView {
  if (event.type !== "server.meeting" && event.type !== "server.met") return view;
  const { host, port } = event;
  const steps = new Map(view.steps);
  const id = `server ${event.server} ${host}:${port}`;
  if (event.type === "server.met") steps.delete(id);
  else steps.set(id, { title: plain(`look who answers at ${host}:${port}`), startedAt: now });
  return { ...view, steps };
}

function afterStep(view: RunView, event: Event, now: number): RunView {
  const steps = new Map(view.steps);
  switch (event.type) {
    case "step.started":
      steps.set(event.step, { title: plain(stepTitle({ ...event, id: event.step })), startedAt: now });
      return { ...view, steps };
    case "step.waiting": {
      const step = steps.get(event.step);
      if (step !== undefined) steps.set(event.step, { ...step, code: plain(event.code) });
      return { ...view, steps };
    }
    case "step.finished":
    case "step.failed":
      steps.delete(event.step);
      return oneMoreEnded({ ...view, steps });
    default:
      return view;
  }
}

function afterGate(view: RunView, event: Event, now: number): RunView {
  const gates = new Map(view.gates);
  switch (event.type) {
    case "gate.started": {
      const title = plain(attemptTitle(event.title, event.actor));
      gates.set(event.gate, {
        title: event.expect === "denied" ? `${title}: refused` : title,
        startedAt: now,
        consecutive: event.consecutive,
        hits: 0,
        ...(event.usualMs === undefined ? {} : { usualMs: event.usualMs }),
      });
      return { ...view, gates };
    }
    case "gate.progress": {
      const gate = gates.get(event.gate);
      if (gate === undefined) return view;
      const { code: _, ...rest } = gate;
      const code = event.code === undefined ? {} : { code: plain(event.code) };
      gates.set(event.gate, { ...rest, hits: event.hits, ...code });
      return { ...view, gates };
    }
    case "gate.finished":
      gates.delete(event.gate);
      return oneMoreEnded({ ...view, gates });
    default:
      return view;
  }
}

function oneMoreEnded(view: RunView): RunView {
  const { stage } = view;
  return stage === undefined ? view : { ...view, stage: { ...stage, ended: stage.ended + 1 } };
}
