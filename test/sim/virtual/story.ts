import type { Luck } from "./luck.ts";
import type { Doom, Ended } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Step } from "./scripts.ts";
import type { Cast } from "./simulate.ts";
import type { Trouble } from "./trouble.ts";

/** What a story needs. */
export interface Runner {
  readonly scheduler: Scheduler;
  readonly trouble: Trouble;
  readonly luck: Luck;
  readonly problems: string[];
  readonly live: {
    /** A step of a partner begins. */
    begins(partner: string, step: Step): void;
    /** Whether nothing of a partner works any more. */
    isGone(partner: string): boolean;
  };
  run(args: readonly string[], calm: boolean, doom: Doom | undefined): Promise<Ended>;
}

/** Tries of one step after which nothing goes wrong any more, and after which it should have ended. */
const TRIES = { calm: 4, most: 8 } as const;
/** Longer than any request is on its way; what was changed before is known everywhere after `delays.maxMs` more. */
const LEAST_PAUSE_MS = 500;

/** Gives a partner's commands one after the other, again and again where one did not get to its end. */
export async function runScript(runner: Runner, { partner, script }: Cast): Promise<void> {
  const { luck, scheduler, live, problems, trouble } = runner;
  await scheduler.pause(luck.between(0, 5_000), `the story of ${partner} begins`);
  for (const step of script.steps) {
    live.begins(partner, step);
    const told: string[] = [];
    for (let tries = 0; ; tries += 1) {
      const ends = await tryStep(runner, partner, step, tries, told.at(-1));
      told.push(...ends.map(({ text }) => text));
      if (ends.every(({ ok }) => ok)) break;
      if (problems.length > 0) return;
      if (tries === TRIES.most) {
        problems.push(`${partner} never gets through "${step.args(partner).join(" ")}": ${told.join(" · ")}`);
        return;
      }
      const settled = LEAST_PAUSE_MS + trouble.delays.maxMs;
      await scheduler.pause(settled + luck.between(0, 20_000), `${partner} again`);
    }
  }
}

interface Tried {
  readonly ok: boolean;
  readonly text: string;
}

async function tryStep(
  runner: Runner,
  partner: string,
  step: Step,
  tries: number,
  last: string | undefined,
): Promise<readonly Tried[]> {
  const { luck, trouble, scheduler } = runner;
  const calm = tries >= TRIES.calm;
  const goesOn = last !== undefined && !last.includes("NOTHING_TO_RESUME") && luck.chance(0.6);
  const args = goesOn ? ["resume", partner, "--json"] : step.args(partner);
  const start = async (): Promise<Tried> => {
    const doom = calm ? undefined : trouble.doom();
    const ended = await runner.run(args, calm, doom);
    if (ended.code === undefined) trouble.count("kill");
    if (doom?.at === "stop" && ended.code === 7) trouble.count("stop");
    return { ok: isThere(runner, ended, partner, step), text: textOf(ended) };
  };
  if (calm || !trouble.twice()) return [await start()];
  trouble.count("twice");
  const second = scheduler.pause(luck.between(0, 3_000), `${partner} twice`).then(start);
  return Promise.all([start(), second]);
}

function isThere({ live }: Runner, ended: Ended, partner: string, { args, exits }: Step): boolean {
  if (codeOf(ended) === "NOTHING_TO_RESUME") return false;
  if (ended.code !== undefined && exits.includes(ended.code)) return ended.code === 0 || live.isGone(partner);
  // Whoever offboards a partner that is gone already is told so.
  const gone = args(partner)[0] === "offboard" && codeOf(ended) === "PARTNER_UNKNOWN";
  return gone && live.isGone(partner);
}

function textOf(ended: Ended): string {
  const [command = ""] = ended.args;
  return ended.code === undefined ? `${command} killed` : `${command} ${ended.code} ${codeOf(ended)}`;
}

function codeOf({ result }: Ended): string {
  return String((result.error as { code?: unknown } | undefined)?.code ?? "");
}
