import { expect, it } from "vitest";
import { type Played, playSeeds } from "./virtual/pool.ts";

/** The whole of it is `npm run sim -- --seeds 1000`. */
const SEEDS = [1, 2];

it("holds whatever goes wrong, and plays one seed twice alike", async () => {
  const results: Played[] = [];
  const onResult = (result: Played): void => void results.push(result);
  // Twice in other processes: nothing of where and when one runs may show.
  for (const _time of ["once", "again"]) await playSeeds({ seeds: SEEDS, partners: 1, workers: 2, onResult });
  for (const seed of SEEDS) {
    const played = results.filter((result) => result.seed === seed);
    for (const { problems } of played)
      expect(problems, `npm run sim -- --seeds 1 --seed ${seed} --partners 1`).toEqual([]);
    expect(new Set(played.map(({ digest }) => digest)).size, `seed ${seed}`).toBe(1);
  }
});
