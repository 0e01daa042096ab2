import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openState, type State } from "../../../sandbox/local-aws/store/state.ts";
import type { UserRecord } from "../../../sandbox/local-aws/tables.ts";
import { manualClock } from "../local.ts";

const DELAYS = { minMs: 100, maxMs: 1000, flapMs: 50 };
let dir: string;
let clock: ReturnType<typeof manualClock>;
let state: State;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "state-"));
  clock = manualClock();
  state = open();
});

afterEach(() => {
  state.close();
  rmSync(dir, { recursive: true });
});

function open(): State {
  return openState({ dir, clock, seed: "1", delays: () => DELAYS });
}

function reopen(): void {
  state.close();
  state = open();
}

function user(name: string, id = name): UserRecord {
  return { account: "1", name, arn: `arn:aws:iam::1:user/${name}`, id, inline: {} };
}

test("a write is true at once and seen after its delay", () => {
  const users = state.table("iam.users");
  users.set("1/ann", user("ann"));
  expect(users.get("1/ann")?.id).toBe("ann");
  expect(users.seen("1/ann", "s3")).toBeUndefined();
  expect(users.seenEntries("s3")).toEqual([]);
  clock.advance(DELAYS.maxMs);
  expect(users.seen("1/ann", "s3")?.id).toBe("ann");
  expect(users.seenEntries("s3").map(([key]) => key)).toEqual(["1/ann"]);
});

test("until a change has spread, the former value is seen, for a delete too", () => {
  const users = state.table("iam.users");
  users.plant("1/ann", user("ann", "old"));
  users.set("1/ann", user("ann", "new"));
  expect(users.seen("1/ann", "s3")?.id).toBe("old");
  clock.advance(DELAYS.maxMs);
  users.delete("1/ann");
  expect(users.get("1/ann")).toBeUndefined();
  expect(users.seen("1/ann", "s3")?.id).toBe("new");
  clock.advance(DELAYS.maxMs);
  expect(users.seen("1/ann", "s3")).toBeUndefined();
});

test("what is planted is seen by everybody at once", () => {
  state.table("iam.users").plant("1/ann", user("ann"));
  expect(state.table("iam.users").seen("1/ann", "kms")?.id).toBe("ann");
});

test("state survives a restart, with its history", () => {
  state.table("iam.users").plant("1/ann", user("ann", "old"));
  state.table("iam.users").set("1/ann", user("ann", "new"));
  state.table("iam.users").set("1/bob", user("bob"));
  reopen();
  const users = state.table("iam.users");
  expect(users.entries("1/").map(([, row]) => row.id)).toEqual(["new", "bob"]);
  expect(users.seen("1/ann", "s3")?.id).toBe("old");
  expect(users.seen("1/bob", "s3")).toBeUndefined();
});

test("two processes with one history see the same at the same time", () => {
  const users = () => state.table("iam.users");
  for (const name of ["a", "b", "c", "d", "e", "f"]) users().set(name, user(name));
  clock.advance(500);
  const before = users()
    .seenEntries("s3")
    .map(([key]) => key);
  reopen();
  expect(
    users()
      .seenEntries("s3")
      .map(([key]) => key),
  ).toEqual(before);
});

test("a torn tail is cut and what was whole is kept", () => {
  state.table("iam.users").set("1/ann", user("ann"));
  state.table("iam.users").set("1/bob", user("bob"));
  state.close();
  const path = join(dir, "state.jsonl");
  const whole = readFileSync(path);
  for (let length = whole.length - 1; length > whole.length - 40; length -= 1) {
    writeFileSync(path, whole.subarray(0, length));
    state = open();
    expect(
      state
        .table("iam.users")
        .entries()
        .map(([key]) => key),
    ).toEqual(["1/ann"]);
    state.table("iam.users").set("1/cid", user("cid"));
    reopen();
    expect(
      state
        .table("iam.users")
        .entries()
        .map(([key]) => key),
    ).toEqual(["1/ann", "1/cid"]);
    state.close();
  }
  state = open();
});

test("a damaged line in the middle is named", () => {
  state.table("iam.users").set("1/ann", user("ann"));
  state.close();
  appendFileSync(
    join(dir, "state.jsonl"),
    'garbage\n{"table":"iam.users","key":"1/x","value":null,"at":0,"number":1}\n',
  );
  expect(() => open()).toThrow(/state\.jsonl:2/);
  rmSync(join(dir, "state.jsonl"));
  state = open();
});

test("opening drops what nobody can see any more", () => {
  const users = state.table("iam.users");
  for (let round = 0; round < 20; round += 1) users.set("1/ann", user("ann", String(round)));
  users.set("1/bob", user("bob"));
  users.delete("1/bob");
  clock.advance(DELAYS.maxMs);
  reopen();
  expect(readFileSync(join(dir, "state.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
  expect(state.table("iam.users").seen("1/ann", "s3")?.id).toBe("19");
});

test("rows come in the order of their keys, by prefix, whatever was written and deleted in between", () => {
  const write = fc.record({ key: fc.stringMatching(/^[ab]{1,3}$/), gone: fc.boolean(), wait: fc.boolean() });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 40 }), fc.stringMatching(/^[ab]?$/), (writes, prefix) => {
      const users = state.table("iam.users");
      for (const [key] of users.entries()) users.delete(key);
      const model = new Map<string, string>();
      for (const [index, { key, gone, wait }] of writes.entries()) {
        if (gone) users.delete(key);
        else users.set(key, user(key, String(index)));
        if (gone) model.delete(key);
        else model.set(key, String(index));
        if (wait) clock.advance(DELAYS.maxMs);
      }
      const expected = [...model].filter(([key]) => key.startsWith(prefix)).sort();
      const ids = (rows: [string, UserRecord][]) => rows.map(([key, row]) => [key, row.id]);
      expect(ids(users.entries(prefix))).toEqual(expected);
      clock.advance(DELAYS.maxMs);
      expect(ids(users.seenEntries("s3", prefix))).toEqual(expected);
    }),
  );
});

test("a key that is deleted begins anew once nobody sees it any more", () => {
  const users = state.table("iam.users");
  users.set("1/ann", user("ann", "old"));
  clock.advance(DELAYS.maxMs);
  users.delete("1/ann");
  expect(users.seen("1/ann", "s3")?.id).toBe("old");
  clock.advance(DELAYS.maxMs);
  users.set("1/bob", user("bob"));
  users.set("1/ann", user("ann", "new"));
  const lines = readFileSync(join(dir, "state.jsonl"), "utf8").trim().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ key: "1/ann", number: 1 });
});
