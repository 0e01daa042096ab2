import type { AuditRecord } from "../../audit/chain.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Plan, Stage } from "../../core/plan.ts";
import type { PathWaits } from "../../gates/history.ts";
import { objects, shown } from "../render/record-fields.ts";

/** How one path answered while it was waited for. Times in milliseconds since the run began. */
export interface Wait {
  readonly title: string;
  readonly actor?: string;
  readonly expect: "allowed" | "denied";
  readonly fromMs: number;
  readonly toMs: number;
  /** When it first answered as expected. */
  readonly firstMs?: number;
  readonly attempts: number;
  readonly flaps: number;
  readonly passed: boolean;
  /** Nobody waited for it: it was watched while other stages went on. */
  readonly watched: boolean;
  /** The median of all other recorded waits for the same, and how many those are. */
  readonly usual?: { readonly ms: number; readonly of: number };
}

/** One stage of a run. Times in milliseconds since the run began. */
export interface Span {
  readonly phase: string;
  readonly title: string;
  readonly type: Stage["type"];
  readonly fromMs: number;
  readonly toMs: number;
  /** Told by the stages around it: it has no time of its own in the record. */
  readonly between: boolean;
  readonly waits: readonly Wait[];
}

/** A run in time. */
export interface Timeline {
  readonly ms: number;
  readonly spans: readonly Span[];
}

interface Place {
  readonly phase: string;
  readonly name: string;
  readonly title: string;
  readonly type: Stage["type"];
  /** Titles and actors of its gates, by their IDs. */
  readonly gates: ReadonlyMap<string, { readonly title: string; readonly actor: string }>;
}

/** What a record tells of when each stage of its run was. @param plan gives the stages their order and titles */
export function timelineOf(record: AuditRecord, plan: Plan, usual: readonly PathWaits[]): Timeline {
  const begun = Date.parse(shown(record.startedAt));
  const ms = Math.max(0, Date.parse(shown(record.finishedAt)) - begun);
  const gates = objects(record.gates);
  const calls = objects(record.calls);
  const probes = objects(record.probes);
  const known = placesOf(plan).map((place) => {
    const waits = gates
      .filter((gate) => gate.phase === place.phase && gate.stage === place.name)
      .flatMap((gate) => waitOf(gate, place, begun, usual));
    const times = calls
      .filter(({ step }) => shown(step).startsWith(`${place.phase}/${place.name}/`))
      .map(({ at }) => Date.parse(shown(at)) - begun);
    const tested = probes.some((probe) => probe.phase === place.phase && probe.stage === place.name);
    return { place, waits, tested, times: [...times, ...waits.flatMap((wait) => [wait.fromMs, wait.toMs])] };
  });
  const reached = known.filter(
    ({ place, times, tested }) => times.length > 0 || tested || place.type === "absent",
  );
  const spans = reached.map(({ place, waits, times }, index): Span => {
    const earlier = reached.slice(0, index).filter((stage) => stage.place.type !== "watch");
    const before = Math.max(0, ...earlier.flatMap((stage) => stage.times));
    const after = reached.slice(index + 1).find((next) => next.times.length > 0)?.times;
    const own = times.length > 0;
    // A call is noted once it is answered: its stage began when the one before it had ended, where that is known.
    const known = place.type === "steps" && earlier.at(-1)?.times.length !== 0;
    const fromMs = own ? Math.min(known ? before : Number.POSITIVE_INFINITY, ...times) : before;
    return {
      phase: place.phase,
      title: place.title,
      type: place.type,
      fromMs,
      toMs: own ? Math.max(...times) : Math.max(fromMs, after === undefined ? ms : Math.min(...after)),
      between: !own,
      waits,
    };
  });
  return { ms, spans };
}

function placesOf({ phases }: Plan): readonly Place[] {
  return phases.flatMap(({ name: phase, stages }) =>
    stages.map((stage) => ({
      phase,
      name: stage.name,
      title: stage.title,
      type: stage.type,
      gates: new Map(
        (stage.type === "gates" || stage.type === "watch" ? stage.gates : []).map(({ id, title, probe }) => [
          id,
          { title, actor: probe.actor },
        ]),
      ),
    })),
  );
}

function waitOf(gate: JsonObject, place: Place, begun: number, usual: readonly PathWaits[]): readonly Wait[] {
  const { id, openedAt, ms, firstMs, attempts, flaps, passed, watched } = gate;
  const from = Date.parse(shown(openedAt)) - begun;
  if (typeof ms !== "number" || Number.isNaN(from)) return [];
  const expect = gate.expect === "denied" ? "denied" : "allowed";
  const before = usual.find((path) => path.path === id && path.expect === expect);
  const about = place.gates.get(shown(id));
  return [
    {
      title: about?.title ?? shown(id),
      ...(about === undefined ? {} : { actor: about.actor }),
      expect,
      fromMs: from,
      toMs: from + ms,
      ...(typeof firstMs === "number" ? { firstMs: from + firstMs } : {}),
      attempts: numberOf(attempts),
      flaps: numberOf(flaps),
      passed: passed === true,
      watched: watched === true,
      ...(before === undefined || before.passed === 0 || watched === true
        ? {}
        : { usual: { ms: before.p50Ms, of: before.passed } }),
    },
  ];
}

function numberOf(value: Json | undefined): number {
  return typeof value === "number" ? value : 0;
}
