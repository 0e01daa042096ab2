import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sample, seeded } from "../sim/random.ts";
import { type Bench, openBench } from "./bench.ts";
import { REASONS } from "./equivalents.ts";
import { PARTNER_KINDS } from "./partners.ts";
import { casesOf, judge } from "./verdicts.ts";

const SEED = "1";
const SAMPLE = 8;

describe.each(PARTNER_KINDS.filter(({ name }) => name === "assume role"))(
  "documents of a partner: $name",
  (kind) => {
    let bench: Bench;

    beforeAll(async () => {
      bench = await openBench(kind);
    }, 60_000);
    afterAll(() => bench?.close());

    it("pass the test and the proof as the runbook makes them", async () => {
      const inForce = new Map(bench.subjects.map((subject) => [subject, subject.documents]));
      expect(bench.objections(inForce)).toEqual([]);
      for (const subject of bench.subjects) expect(await subject.probe()).toEqual([]);
    });

    it("are spoiled in hundreds of ways, each of a name of its own", () => {
      const names = casesOf(bench).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(250);
      expect(new Set(names).size).toBe(names.length);
    });

    it("are found out by a probe or the proof in each of a sample of them, or not if nothing more is reached", async () => {
      for (const one of sample(casesOf(bench), SAMPLE, seeded(SEED))) {
        const { name, caughtBy } = await judge(bench, one);
        expect(caughtBy.length > 0, `${name}: ${caughtBy.join(", ")}`).toBe(!REASONS.has(name));
      }
    });
  },
);
