import { differences } from "../differences.ts";
import type { VirtualGround } from "./ground.ts";
import { renamed } from "./left.ts";
import { luckOf } from "./luck.ts";
import { SCRIPTS, type Script } from "./scripts.ts";
import { type Cast, type SimOptions, type SimResult, simulate } from "./simulate.ts";

/** Names of partners: alike in length and in what is made of them. */
const NAMES = ["acme", "bolt", "crux", "dune", "echo", "flux"] as const;
/** In whose name every story is told once without trouble. */
const [MODEL] = NAMES;

/** What is asked of a worker. */
export interface Asked {
  readonly seed: number;
  /** How many partners take part at most. */
  readonly partners: number;
}

/** Plays seeds, and knows how each story ends where nothing goes wrong. */
export interface Player {
  play(asked: Asked, keep?: SimOptions["keep"]): Promise<SimResult>;
}

/** Makes a player. */
export function openPlayer(ground: VirtualGround): Player {
  const endings = new Map<string, Promise<SimResult>>();
  const ending = (script: Script): Promise<SimResult> => {
    const known = endings.get(script.name);
    if (known !== undefined) return known;
    const told = simulate(ground, { seed: 0, cast: [{ partner: MODEL, script }], undisturbed: true });
    endings.set(script.name, told);
    return told;
  };
  return {
    async play({ seed, partners }, keep) {
      const cast = castOf(seed, partners);
      const expected = await inOrder(cast, ({ script }) => ending(script));
      const result = await simulate(ground, { seed, cast, ...(keep === undefined ? {} : { keep }) });
      const broken = expected.flatMap((each) => each.problems).map((what) => `without any trouble: ${what}`);
      if (broken.length > 0) return { ...result, problems: broken };
      if (result.problems.length > 0) return result;
      const problems = cast.flatMap(({ partner, script }, index) => {
        const wanted = renamed(expected[index]?.left[MODEL] ?? [], MODEL, partner);
        return differences(wanted, result.left[partner] ?? []).map(
          (what) => `${partner} (${script.name}) does not end as without trouble: ${what}`,
        );
      });
      const rest = differences(expected[0]?.left[""] ?? [], result.left[""] ?? []);
      return { ...result, problems: [...problems, ...rest.map((what) => `beside the partners: ${what}`)] };
    },
  };
}

/** Who takes part, and in what. */
function castOf(seed: number, most: number): readonly Cast[] {
  const luck = luckOf(seed, "cast");
  const count = 1 + Math.floor(luck.float() * Math.min(most, NAMES.length));
  return NAMES.slice(0, count).map((partner) => ({ partner, script: luck.pick(SCRIPTS) }));
}

/** One after the other: a worker lives by one simulation's time. */
async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
