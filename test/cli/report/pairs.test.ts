import { expect, test } from "vitest";
import type { AuditRecord } from "../../../src/audit/chain.ts";
import { gridOf } from "../../../src/cli/report/grid.ts";
import { type PairProof, pairsAbout, pairsOf } from "../../../src/cli/report/pairs.ts";
import type { Overlap } from "../../../src/policy/prove/types.ts";
import type { KeptProof } from "../../../src/store/proofs.ts";
import { HELD, keptOf, recordOf } from "./fixture.ts";

const NAMES = ["acme", "globex", "initech"];
const PROVEN = { proof: HELD, missing: [], untold: [] };

interface Known {
  readonly records?: readonly AuditRecord[];
  readonly recorded?: PairProof | string;
  readonly kept?: readonly KeptProof[];
}

const known = ({ records = [], recorded = PROVEN, kept = [] }: Known, names: readonly string[] = NAMES) => {
  const pairs = pairsOf(names, { records, recorded, kept });
  return { ...pairs, standing: (from: string, to: string) => pairs.of(from, to).standing };
};

const tested = (partner: string, other: string, ok: boolean, finishedAt = "2026-01-01T00:00:06.000Z") =>
  recordOf({
    type: "test",
    partner,
    finishedAt,
    probes: [
      { group: "pairs", id: `pair.login.${other}`, ok: true },
      { group: "pairs", id: `pair.parent.${other}`, ok, title: `list ${other}/` },
    ],
  });

const overlap = (one: string, other: string) =>
  ({ domain: "object", what: "acme/x", one: { subject: one }, other: { subject: other } }) as Overlap;

const request = (partner: string) => ({
  partner,
  action: "s3:GetObject",
  resource: "arn:aws:s3:::partner-files/acme/x",
  context: { "aws:SecureTransport": "true" },
  as: `arn:aws:iam::123456789012:role/vendor-${partner}`,
  why: `Wide of role/vendor-${partner} allows it`,
});
const OVERLAP = { domain: "object", what: "acme/x", one: request("acme"), other: request("globex") };

test("a pair is refused where it was proven and tried, proven where it was not tried, reached where one probe got through", () => {
  const records = [tested("acme", "globex", true), tested("globex", "acme", false)];
  const { standing, findings } = known({ records });
  expect(standing("acme", "globex")).toBe("refused");
  expect(standing("acme", "initech")).toBe("proven");
  expect(standing("globex", "acme")).toBe("reached");
  expect(findings).toEqual(["globex reached acme's when it tried, 2026-01-01 00:00:06 UTC: list acme/"]);
});

test("the last try counts", () => {
  const records = [
    tested("acme", "globex", false),
    tested("acme", "globex", true, "2026-01-02T00:00:00.000Z"),
  ];
  expect(known({ records }).standing("acme", "globex")).toBe("refused");
});

test("an overlap in the documents stands in both directions, even where a live try was refused", () => {
  const recorded = { ...PROVEN, proof: { ...HELD, overlaps: [overlap("acme", "globex")] } };
  const { standing, findings } = known({ records: [tested("acme", "globex", true)], recorded });
  expect([standing("acme", "globex"), standing("globex", "acme")]).toEqual(["reached", "reached"]);
  expect(findings).toEqual(["acme and globex both reach acme/x"]);
});

test("without a proof, or for a partner whose documents are not told, a pair is not proven, tried or not", () => {
  const records = [tested("acme", "globex", true)];
  expect(known({ records, recorded: "no runbook" }).standing("acme", "globex")).toBe("unproven");
  const { standing } = known({ records, recorded: { ...PROVEN, untold: ["globex"] } });
  expect([standing("acme", "globex"), standing("acme", "initech")]).toEqual(["unproven", "proven"]);
});

test("the last proof from the documents in force is told with its time, where what the runbooks say proves nothing too", () => {
  const kept = [keptOf(NAMES)];
  const { of } = known({ kept, recorded: "no runbook", records: [tested("acme", "globex", true)] });
  expect(of("acme", "globex")).toMatchObject({ standing: "refused", provenAt: "2026-01-01T12:00:00.000Z" });
  expect(of("acme", "initech")).toMatchObject({ standing: "proven", provenAt: "2026-01-01T12:00:00.000Z" });
  expect(of("acme", "newcomer").provenAt).toBeUndefined();
});

test("an overlap in force is reached, with its request, until a newer proof of that pair says otherwise", () => {
  const old = keptOf(NAMES, { overlaps: [OVERLAP] });
  const { standing, findings } = known({ kept: [old] });
  expect([standing("globex", "acme"), standing("acme", "initech")]).toEqual(["reached", "proven"]);
  expect(findings).toEqual([
    "acme and globex both reach acme/x, by the documents in force at 2026-01-01 12:00:00 UTC: acme by s3:GetObject on arn:aws:s3:::partner-files/acme/x, Wide of role/vendor-acme allows it; globex by s3:GetObject on arn:aws:s3:::partner-files/acme/x, Wide of role/vendor-globex allows it",
  ]);
  const newer = (focus: string) => keptOf(NAMES, { at: "2026-01-02T00:00:00.000Z", focus: [focus] });
  expect(known({ kept: [newer("initech"), old] }).standing("acme", "globex")).toBe("reached");
  const fixed = known({ kept: [newer("globex"), old] });
  expect([fixed.standing("acme", "globex"), fixed.findings]).toEqual(["proven", []]);
});

test("a proof in force counts no more once access was changed; a test and a push change none", () => {
  const after = (type: string) => ({ ...recordOf({ type }), at: "2026-01-01T13:00:00.000Z" });
  const pairOf = (type: string) =>
    known({ kept: [keptOf(NAMES)], records: [after(type)] }).of("globex", "acme");
  expect(pairOf("onboard")).toEqual({ standing: "proven", changed: ["acme"] });
  for (const type of ["test", "push"]) expect(pairOf(type).provenAt).toBe("2026-01-01T12:00:00.000Z");
});

test("documents in force that could not be read prove nothing", () => {
  const bucket = "the bucket's policy could not be read";
  const { standing, findings } = known({ kept: [keptOf(NAMES, { unread: [bucket], missing: [bucket] })] });
  expect(standing("acme", "globex")).toBe("unproven");
  expect(findings).toEqual([
    "not proven by the documents in force at 2026-01-01 12:00:00 UTC: the bucket's policy could not be read",
  ]);
  const one = known({ kept: [keptOf(NAMES, { untold: ["acme"] })] });
  expect([one.standing("acme", "globex"), one.standing("globex", "initech")]).toEqual(["unproven", "proven"]);
});

test("whoever has left is in no pair", () => {
  const { findings, ...pairs } = known({ kept: [keptOf(NAMES, { overlaps: [OVERLAP] })] }, [
    "globex",
    "initech",
  ]);
  expect(findings).toEqual([]);
  expect(pairsAbout({ ...pairs, findings }, undefined)).toHaveLength(2);
  expect(pairsAbout({ ...pairs, findings }, "acme")).toEqual([]);
});

test("a thousand partners are put together in groups, each cell the worst of its pairs", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `p${String(index).padStart(3, "0")}`);
  const recorded = { ...PROVEN, proof: { ...HELD, overlaps: [overlap("p000", "p999")] } };
  const { rows, cells, grouped } = gridOf(known({ recorded, kept: [keptOf(names.slice(0, 40))] }, names), 30);
  expect({ rows: rows.length, grouped, first: rows[0]?.label }).toEqual({
    rows: 30,
    grouped: true,
    first: "p000 to p033",
  });
  expect(cells[0]?.[29]).toEqual({ standing: "reached", pairs: 34 * 14, tried: 0, inForce: 0 });
  const provenAt = "2026-01-01T12:00:00.000Z";
  expect(cells[0]?.[0]).toEqual({ standing: "proven", pairs: 34 * 33, tried: 0, inForce: 34 * 33, provenAt });
  expect(cells[0]?.[1]).toEqual({ standing: "proven", pairs: 34 * 34, tried: 0, inForce: 34 * 6, provenAt });
  const total = cells.flat().reduce((sum, cell) => sum + (cell?.pairs ?? 0), 0);
  expect(total).toBe(1_000 * 999);
});
