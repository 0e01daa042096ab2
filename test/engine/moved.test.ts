import { expect, it } from "vitest";
import type { Former } from "../../src/core/plan.ts";
import { isAsBefore, movedParts, type Writings } from "../../src/engine/moved.ts";

const found = (state: Former["state"], owner: Former["owner"] = {}): Former => ({
  state,
  outputs: {},
  owner,
});
const wrote = (...states: Writings["states"]): Writings => ({
  states,
  passing: ["trust.Frozen"],
  publicKeys: new Set(["ssh-ed25519 TEST"]),
  tags: { "vendor:owner": "new" },
});

const BEFORE = found({ trust: { A: 1 }, keys: ["one"], text: "old" }, { "vendor:owner": "old" });

it.each([
  ["all of it as written", { trust: { B: 2 }, keys: ["two"], text: "new" }],
  ["a part as written, where a step was cut", { trust: { A: 1 }, keys: ["one"], text: "new" }],
  [
    "keys of both, and one that a run made",
    { trust: { A: 1 }, keys: ["one", "two", "ssh-ed25519 TEST"], text: "old" },
  ],
  ["what a removal writes on its way", { trust: { Frozen: 9 }, keys: ["one"], text: "old" }],
])("%s is the runs' own doing", (_name, now) => {
  const writings = wrote({ trust: { B: 2 }, keys: ["two"], text: "new" });
  expect(movedParts(BEFORE, found(now, { "vendor:owner": "new" }), writings)).toEqual([]);
});

it("names what somebody else changed: a member, a key, a tag", () => {
  const now = found({ trust: { A: 7 }, keys: ["one", "foreign"], text: "new" }, { "vendor:owner": "them" });
  expect(movedParts(BEFORE, now, wrote({ trust: { B: 2 }, keys: ["two"], text: "new" }))).toEqual([
    "trust.A",
    "keys",
    "tags.vendor:owner",
  ]);
});

it("takes what only the run knew as its own, and a generated key by the journal alone", () => {
  const before = found({ arn: "a", key: "k" });
  const writings = { ...wrote({ arn: "${resources.x.arn}", key: "${generated.x.publicKey}" }), tags: {} };
  expect(movedParts(before, found({ arn: "b", key: "ssh-ed25519 TEST" }), writings)).toEqual([]);
  expect(movedParts(before, found({ arn: "b", key: "ssh-ed25519 THEIRS" }), writings)).toEqual(["key"]);
});

it("is as before only with the same own tags and the same documents as written", () => {
  expect(isAsBefore(BEFORE, { ...BEFORE, owner: { ...BEFORE.owner, team: "x" } })).toBe(true);
  expect(isAsBefore(BEFORE, { ...BEFORE, owner: { "vendor:owner": "new" } })).toBe(false);
  expect(isAsBefore(BEFORE, { ...BEFORE, memo: { versions: { AWSCURRENT: "2" } } })).toBe(false);
});
