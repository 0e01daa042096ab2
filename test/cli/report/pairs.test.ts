import { expect, test } from "vitest";
import { gridOf, pairsOf } from "../../../src/cli/report/pairs.ts";
import type { Overlap } from "../../../src/policy/prove/types.ts";
import { HELD, recordOf } from "./fixture.ts";

const NAMES = ["acme", "globex", "initech"];
const PROVEN = { proof: HELD, missing: [], untold: [] };

const tested = (partner: string, other: string, ok: boolean, finishedAt = "2026-01-01T00:00:06.000Z") =>
  recordOf({
    partner,
    finishedAt,
    probes: [
      { group: "pairs", id: `pair.login.${other}`, ok: true },
      { group: "pairs", id: `pair.parent.${other}`, ok },
    ],
  });

const overlap = (one: string, other: string) =>
  ({ domain: "object", what: "acme/x", one: { subject: one }, other: { subject: other } }) as Overlap;

test("a pair is refused where it was proven and tried, proven where it was not tried, reached where one probe got through", () => {
  const { standing, findings } = pairsOf(
    NAMES,
    [tested("acme", "globex", true), tested("globex", "acme", false)],
    PROVEN,
  );
  expect(standing("acme", "globex")).toBe("refused");
  expect(standing("acme", "initech")).toBe("proven");
  expect(standing("globex", "acme")).toBe("reached");
  expect(findings).toEqual(["globex reached acme's when it tried, 2026-01-01T00:00:06.000Z"]);
});

test("the last try counts", () => {
  const records = [
    tested("acme", "globex", false),
    tested("acme", "globex", true, "2026-01-02T00:00:00.000Z"),
  ];
  expect(pairsOf(NAMES, records, PROVEN).standing("acme", "globex")).toBe("refused");
});

test("an overlap in the documents stands in both directions, even where a live try was refused", () => {
  const proof = { ...HELD, overlaps: [overlap("acme", "globex")] };
  const { standing, findings } = pairsOf(NAMES, [tested("acme", "globex", true)], { ...PROVEN, proof });
  expect([standing("acme", "globex"), standing("globex", "acme")]).toEqual(["reached", "reached"]);
  expect(findings).toEqual(["acme and globex both reach acme/x"]);
});

test("without a proof, or for a partner whose documents are not told, a pair is not proven, tried or not", () => {
  const records = [tested("acme", "globex", true)];
  expect(pairsOf(NAMES, records, "no runbook").standing("acme", "globex")).toBe("unproven");
  const { standing } = pairsOf(NAMES, records, { ...PROVEN, untold: ["globex"] });
  expect([standing("acme", "globex"), standing("acme", "initech")]).toEqual(["unproven", "proven"]);
});

test("a thousand partners are put together in groups, each cell the worst of its pairs", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `p${String(index).padStart(3, "0")}`);
  const proof = { ...HELD, overlaps: [overlap("p000", "p999")] };
  const { rows, cells, grouped } = gridOf(pairsOf(names, [], { ...PROVEN, proof }), 30);
  expect({ rows: rows.length, grouped, first: rows[0]?.label }).toEqual({
    rows: 30,
    grouped: true,
    first: "p000 to p033",
  });
  expect(cells[0]?.[29]).toEqual({ standing: "reached", pairs: 34 * 14, tried: 0 });
  expect(cells[0]?.[0]).toEqual({ standing: "proven", pairs: 34 * 33, tried: 0 });
  const total = cells.flat().reduce((sum, cell) => sum + (cell?.pairs ?? 0), 0);
  expect(total).toBe(1_000 * 999);
});
