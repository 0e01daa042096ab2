import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deadStatements, mergeStatements, removeStatements } from "../../src/policy/merge.ts";
import type { PolicyDocument, Statement } from "../../src/policy/types.ts";

const statement = (Sid: string, Resource = "arn:aws:s3:::partner-files"): Statement => ({
  Sid,
  Effect: "Allow",
  Principal: { AWS: "123456789012" },
  Action: "s3:ListBucket",
  Resource,
});
const document = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const { Sid: _, ...anonymous } = statement("x");

describe("mergeStatements", () => {
  it("starts a document where there is none", () => {
    expect(mergeStatements(undefined, [statement("Acme")], ["Acme"])).toEqual(document(statement("Acme")));
  });

  it("replaces in place, appends what is new, removes what is not wanted any more", () => {
    const current = document(statement("Bolt"), statement("AcmeGet"), anonymous, statement("AcmeOld"));
    const own = [statement("AcmeGet", "arn:aws:s3:::partner-files/acme/*"), statement("AcmePut")];
    expect(mergeStatements(current, own, ["AcmeGet", "AcmePut", "AcmeOld"])).toEqual(
      document(statement("Bolt"), own[0] as Statement, anonymous, own[1] as Statement),
    );
  });

  it("keeps the document's other members", () => {
    const current: PolicyDocument = { ...document(statement("Bolt")), Version: "2008-10-17", Id: "shared" };
    expect(mergeStatements(current, [statement("Acme")], ["Acme"])).toMatchObject({
      Version: "2008-10-17",
      Id: "shared",
    });
  });

  it("reads a single statement without its array", () => {
    const current = { Version: "2012-10-17", Statement: statement("Bolt") } as unknown as PolicyDocument;
    expect(mergeStatements(current, [statement("Acme")], ["Acme"])).toEqual(
      document(statement("Bolt"), statement("Acme")),
    );
  });

  it("keeps one of two statements with the same own Sid", () => {
    const current = document(statement("Acme", "a"), statement("Acme", "b"));
    expect(mergeStatements(current, [statement("Acme", "c")], ["Acme"])).toEqual(
      document(statement("Acme", "c")),
    );
  });

  it("never changes, reorders or loses a statement of others, and is undone by removal", () => {
    const foreign = fc.uniqueArray(fc.stringMatching(/^Other[a-z]{1,4}$/), { maxLength: 6 });
    const own = fc.uniqueArray(fc.stringMatching(/^Acme[a-z]{1,4}$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(foreign, own, (others, sids) => {
        const before = others.length === 0 ? undefined : document(...others.map((sid) => statement(sid)));
        const statements = sids.map((sid) => statement(sid));
        const merged = mergeStatements(before, statements, sids);
        expect(mergeStatements(merged, statements, sids)).toEqual(merged);
        expect(removeStatements(merged, sids)).toEqual(before);
      }),
    );
  });
});

/** Whatever others may have written: with and without Sid, twice the same, lists and single values, every element. */
const anybodys = fc.record(
  {
    Sid: fc.stringMatching(/^[A-Za-z0-9]{1,6}$/),
    Effect: fc.constantFrom("Allow", "Deny"),
    Principal: fc.oneof(
      fc.constant("*"),
      fc.record({ AWS: fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 })) }),
    ),
    NotAction: fc.array(fc.string(), { maxLength: 3 }),
    Resource: fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 })),
    Condition: fc.dictionary(
      fc.string(),
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))),
    ),
  },
  { requiredKeys: ["Effect"] },
) as unknown as fc.Arbitrary<Statement>;

it("gives every statement of others back as it was, byte for byte, whatever it says", () => {
  const ours = (Sid: string | undefined) => Sid?.startsWith("Acme") === true;
  const own = fc.uniqueArray(fc.stringMatching(/^Acme[a-z]{1,4}$/), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(anybodys, { maxLength: 8 }), own, fc.nat(), (others, sids, at) => {
      const foreign = others.filter(({ Sid }) => !ours(Sid));
      const old = statement(sids[0] ?? "Acme", "stale");
      const current = document(...foreign.slice(0, at % 9), old, ...foreign.slice(at % 9));
      const before = JSON.stringify(foreign);
      const merged = mergeStatements(
        current,
        sids.map((sid) => statement(sid)),
        sids,
      );
      expect(JSON.stringify(merged?.Statement.filter(({ Sid }) => !ours(Sid)))).toBe(before);
      expect(JSON.stringify(removeStatements(merged, sids)?.Statement ?? [])).toBe(before);
    }),
  );
});

describe("removeStatements", () => {
  it("leaves nothing where no statement is left", () => {
    expect(removeStatements(document(statement("Acme")), ["Acme"])).toBeUndefined();
    expect(removeStatements(undefined, ["Acme"])).toBeUndefined();
  });
});

describe("deadStatements", () => {
  it("finds unique ids wherever AWS shows them, and says in which statement", () => {
    const { Sid: _sid, ...nameless } = statement("C");
    const current = document(
      { ...statement("A"), Principal: { AWS: ["AROAEXAMPLEACME00001", "123456789012"] } },
      { ...statement("B"), NotPrincipal: { AWS: "AIDAEXAMPLEDANA00001" }, Principal: "*" },
      { ...nameless, Principal: { AWS: "AROAEXAMPLEACME00001" } },
      { ...statement("D"), Principal: "*" },
    );
    expect(deadStatements(current)).toEqual([
      { name: "A", sid: "A", principals: ["AROAEXAMPLEACME00001"] },
      { name: "B", sid: "B", principals: ["AIDAEXAMPLEDANA00001"] },
      { name: "statement 3", principals: ["AROAEXAMPLEACME00001"] },
    ]);
  });
});
