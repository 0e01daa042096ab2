import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sample, seeded } from "../sim/random.ts";
import { type Bench, openBench } from "./bench.ts";
import { equivalence } from "./equivalents.ts";
import { kindsOf } from "./partners.ts";
import { casesOf, judge } from "./verdicts.ts";

const SEED = "1";

/** Kinds of partners with the least number of ways to spoil their documents, and how many of these are tried. */
const SAMPLED = [
  { runbook: "hosted-sftp", name: "assume role", ways: 250, tried: 6 },
  { runbook: "cross-account-s3", name: "both, bucket-policy", ways: 100, tried: 3 },
] as const;

describe.each(SAMPLED)("documents of a partner: $runbook, $name", ({ runbook, name: kind, ways, tried }) => {
  let bench: Bench;

  beforeAll(async () => {
    const [found] = kindsOf(runbook).filter(({ name }) => name === kind);
    expect(found).toBeDefined();
    if (found !== undefined) bench = await openBench(found);
  });
  afterAll(() => bench?.close());

  it("pass the test and the proof as the runbook makes them", async () => {
    expect(await bench.flaws()).toEqual([]);
  });

  it(`are spoiled in more than ${ways} ways, each of a name of its own`, () => {
    const names = casesOf(bench).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(ways);
    expect(new Set(names).size).toBe(names.length);
  });

  it("are found out by a probe or the proof in each of a sample of them, or not if nothing more is reached", async () => {
    for (const one of sample(casesOf(bench), tried, seeded(SEED))) {
      const { name, caughtBy } = await judge(bench, one);
      expect(caughtBy.length > 0, `${name}: ${caughtBy.join(", ")}`).toBe(
        equivalence(kind, name) === undefined,
      );
    }
  });
});
