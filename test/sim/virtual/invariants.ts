import { basename } from "node:path";
import { verifyLog } from "../../../src/audit/verify.ts";
import type { MemoryDisk } from "../../support/memory-disk.ts";
import { awsRows } from "../state.ts";
import type { SimAws } from "./aws.ts";
import { linesByPartner } from "./left.ts";
import { duplicatesIn, watchForeign } from "./order.ts";
import type { SimProcess } from "./process.ts";
import { reachesOf, remainsOf, waysIn } from "./remains.ts";
import type { Step } from "./scripts.ts";
import type { SecretWatch } from "./secrets.ts";
import type { Cast } from "./simulate.ts";

/** What is watched. */
export interface Watched {
  readonly aws: SimAws;
  readonly disk: MemoryDisk;
  /** Names of those who take part. */
  readonly cast: readonly Cast[];
  /** Gets what is not as it must be. */
  readonly problems: string[];
  readonly secrets: SecretWatch;
}

type Telling = Readonly<Record<string, unknown>>;

/** Where a partner is in its story. */
interface Place {
  step?: Step;
  /** Whether it was live when this step began. */
  wasLive: boolean;
  /** Run by which it was last settled as live. */
  liveRun: unknown;
  rehearsed: boolean;
  tested: boolean;
  /** Probes since the last stage ended, and how many of them did not answer as they must. */
  probes: number;
  failed: number;
}

/** Stages after which nothing of a subject may get in, and the one after which nothing of it may exist. */
const SHUT: readonly unknown[] = ["dead", "absent"];

/** What must hold after each event, whatever goes wrong. */
export function openInvariants({ aws, disk, cast, problems, secrets }: Watched) {
  const { truth } = aws;
  const foreign = watchForeign(truth);
  const places = new Map<string, Place>(
    cast.map(({ partner }) => [
      partner,
      { wasLive: false, liveRun: undefined, rehearsed: false, tested: false, probes: 0, failed: 0 },
    ]),
  );
  const placeOf = (partner: string): Place | undefined => places.get(partner);
  let checked = 0;
  const complain = (found: readonly string[], when: string): void => {
    problems.push(...found.map((what) => `${when}: ${what}`));
  };
  const mustBeShut = (subject: string, when: string): void =>
    complain([...remainsOf(truth, subject), ...waysIn(truth, subject)], when);

  function stageFinished(partner: string, { phase, stage }: Telling): void {
    const place = placeOf(partner);
    if (place === undefined) return;
    const subject = phase === "rehearsal" ? `${partner}-rehearsal` : partner;
    const when = `${subject} has passed ${String(phase)}/${String(stage)}`;
    if (stage === "test") place.tested = place.probes > 0 && place.failed === 0;
    Object.assign(place, { probes: 0, failed: 0 });
    if (phase !== "live" && SHUT.includes(stage)) complain(waysIn(truth, subject), when);
    if (stage !== "absent") return;
    complain(remainsOf(truth, subject), when);
    if (phase !== "rehearsal") return;
    if (!place.tested) problems.push(`${when} without a test that passed`);
    Object.assign(place, { rehearsed: true, tested: false });
  }

  function probed(partner: string, { result }: Telling): void {
    const place = placeOf(partner);
    if (place === undefined) return;
    place.probes += 1;
    if ((result as { ok?: unknown }).ok !== true) place.failed += 1;
  }

  function stateWritten(path: string): void {
    const partner = basename(path, ".json");
    const place = placeOf(partner);
    const state = JSON.parse(disk.read(path)?.toString() ?? "{}") as Telling;
    if (place === undefined) return;
    if (state.state === "offboarded") mustBeShut(partner, `${partner} is recorded as offboarded`);
    if (state.state !== "live") return;
    const restored = place.wasLive && state.run === place.liveRun;
    if (!place.tested && !restored)
      problems.push(`${partner} is recorded as live without a test that passed`);
    place.liveRun = state.run;
    const others = cast.map((each) => each.partner).filter((other) => other !== partner);
    complain(reachesOf(truth, partner, others), `${partner} is recorded as live`);
  }

  /** Nothing of a partner that is to be rehearsed exists before its rehearsal has passed. */
  function checkRehearsals(): void {
    for (const [partner, { step, wasLive, rehearsed }] of places) {
      if (step?.rehearsed !== true || wasLive || rehearsed) continue;
      const early = remainsOf(truth, partner).filter((what) => /^(role|user|statement)/.test(what));
      complain(early, `${partner} has not passed its rehearsal`);
    }
  }

  return {
    disk: {
      wrote(_process: SimProcess, path: string, data: string) {
        complain(secrets.findIn(data, path), "written");
        if (!path.endsWith("/audit/log.jsonl")) return;
        const { ok, findings } = verifyLog(disk.read(path) ?? Buffer.alloc(0));
        if (!ok) complain([findings.map(({ message }) => message).join("; ")], "audit chain");
      },
      named(_process: SimProcess, path: string) {
        if (path.includes("/partners/")) stateWritten(path);
      },
      removed(_process: SimProcess, path: string) {
        if (path.includes("/partners/") && path.endsWith(".json"))
          mustBeShut(basename(path, ".json"), "nothing is recorded any more");
      },
    },
    told({ args }: SimProcess, event: Telling) {
      if (event.type === "probe.finished") probed(args[1] ?? "", event);
      if (event.type === "stage.finished") stageFinished(args[1] ?? "", event);
    },
    printed(text: string) {
      complain(secrets.findIn(text, "what was printed"), "printed");
    },
    /** Called after each event. */
    check() {
      if (aws.changes() === checked) return;
      checked = aws.changes();
      complain(foreign(), "foreign");
      complain(duplicatesIn(truth), "duplicates");
      checkRehearsals();
    },
    begins(partner: string, step: Step) {
      const place = placeOf(partner);
      if (place === undefined) return;
      const wasLive = remainsOf(truth, partner).length > 0;
      Object.assign(place, { step, wasLive, rehearsed: false, tested: false, probes: 0, failed: 0 });
    },
    isGone: (partner: string) =>
      remainsOf(truth, partner).length === 0 && waysIn(truth, partner).length === 0,
    atTheEnd() {
      for (const [path, text] of Object.entries(disk.files())) {
        if (/\.lock(\.|$)|\.new$/.test(path)) problems.push(`left behind: ${path}`);
        complain(secrets.findIn(text, path), "at the end");
      }
    },
    /** What is left, by partner, once AWS's state is written. */
    left: (dir: string) =>
      linesByPartner(
        awsRows(dir),
        disk.files(),
        cast.map(({ partner }) => partner),
      ),
  };
}
