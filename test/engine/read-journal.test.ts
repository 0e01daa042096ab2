import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import type { Plan } from "../../src/core/plan.ts";
import { sealPlan } from "../../src/core/plan-digest.ts";
import { begunBy } from "../../src/engine/begun.ts";
import { earlierRuns } from "../../src/engine/earlier.ts";
import {
  JOURNAL_FORMAT,
  type JournalEntry,
  journalFile,
  openJournal,
  planFile,
} from "../../src/engine/journal.ts";
import { readJournal } from "../../src/engine/read-journal.ts";
import { openStore, type Store } from "../../src/store/store.ts";

const BEGIN = {
  type: "begin",
  format: JOURNAL_FORMAT,
  run: "r1",
  plan: "sha256:0",
  command: "onboard",
  partner: "acme",
  after: [],
} as const satisfies JournalEntry;
const intent = (step: string): JournalEntry => ({
  type: "intent",
  step,
  service: "iam",
  operation: "CreateRole",
  input: "sha256:1",
});
const result = (step: string): JournalEntry => ({
  type: "result",
  step,
  operation: "CreateRole",
  requestId: "q",
  captured: {},
});

let store: Store;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "vendor-journal-"));
  store = openStore(folder, {
    clock: systemClock,
    random: systemRandom,
    machine: thisMachine(),
    disk: systemDisk,
  });
});
afterEach(() => rmSync(store.folder, { recursive: true, force: true }));

function write(run: string, entries: readonly JournalEntry[]): void {
  const journal = openJournal(store, run, systemClock);
  for (const entry of entries) journal.write(entry);
}

function planOf(creating: readonly string[]): Plan {
  const steps = creating.map((id) => ({ id, action: "create" }));
  return sealPlan({ phases: [{ stages: [{ type: "steps", steps }] }] } as unknown as Plan);
}

/** A journal that begins with a plan that creates these, and that plan beside it. */
function writeWithPlan(run: string, creating: readonly string[], entries: readonly JournalEntry[]): void {
  const plan = planOf(creating);
  write(run, [{ ...BEGIN, plan: plan.digest }, ...entries]);
  writeFileSync(planFile(store, run), JSON.stringify(plan));
}

it("cuts a torn tail wherever it is torn, and says what was in flight", () => {
  write("r1", [BEGIN, intent("live/apply/role"), result("live/apply/role"), intent("live/apply/user")]);
  const whole = readFileSync(journalFile(store, "r1"));
  const last = whole.lastIndexOf(10, whole.length - 2) + 1;
  for (let length = last; length < whole.length; length += 1) {
    writeFileSync(journalFile(store, "r1"), whole.subarray(0, length));
    expect(readJournal(store, "r1")).toMatchObject({ entries: { length: 3 }, inFlight: [] });
  }
  writeFileSync(journalFile(store, "r1"), whole);
  expect(readJournal(store, "r1")?.inFlight).toEqual([{ step: "live/apply/user", operation: "CreateRole" }]);
});

it("knows nothing of a run that wrote nothing", () => {
  expect(readJournal(store, "r1")).toBeUndefined();
  write("r1", []);
  expect(readJournal(store, "r1")).toBeUndefined();
});

it("refuses another version's journal, and a damaged one", () => {
  write("r1", [{ ...BEGIN, format: "vendor-journal/0" as typeof JOURNAL_FORMAT }]);
  expect(() => readJournal(store, "r1")).toThrow(expect.objectContaining({ code: "JOURNAL_FOREIGN" }));
  write("r2", [BEGIN]);
  appendFileSync(journalFile(store, "r2"), "no entry\n");
  expect(() => readJournal(store, "r2")).toThrow(expect.objectContaining({ code: "STORE_BROKEN" }));
});

const begunSteps = (runs: readonly string[]) => begunBy(store, runs).steps.map(({ step }) => step.id);

it("inherits what earlier runs had begun and no roll-back took back", () => {
  writeWithPlan(
    "r1",
    ["live/apply/role", "live/apply/grant"],
    [intent("live/apply/role"), intent("live/apply/secret")],
  );
  expect(begunSteps(["r1", "never-begun"])).toEqual(["live/apply/role"]);
  writeWithPlan(
    "r2",
    ["live/apply/user"],
    [intent("live/apply/user"), { type: "end", outcome: "rolled-back" }],
  );
  expect(begunSteps(["r1", "r2"])).toEqual([]);
});

it("knows what was answered, what a roll-back had begun to undo, and the keys that were made", () => {
  writeWithPlan(
    "r1",
    ["live/apply/role", "live/apply/user"],
    [
      { type: "generated", step: "live/apply/user", publicKeys: { testKey: "ssh-ed25519 AAAA" } },
      intent("live/apply/role"),
      { ...result("live/apply/role"), captured: { arn: "arn:role" } } as JournalEntry,
      intent("live/apply/user"),
      intent("live/rollback/delete/role"),
    ],
  );
  const { steps, undoing, publicKeys } = begunBy(store, ["r1"]);
  expect(steps.map(({ answered, captured }) => ({ answered, captured }))).toEqual([
    { answered: true, captured: { arn: "arn:role" } },
    { answered: false, captured: {} },
  ]);
  expect([...undoing]).toEqual(["live/rollback/delete/role"]);
  expect([...publicKeys]).toEqual(["ssh-ed25519 AAAA"]);
});

it.each<[string, (plan: Plan) => unknown]>([
  ["edited", (plan) => ({ ...plan, partner: "globex" })],
  ["edited and sealed again", ({ digest: _digest, ...plan }) => sealPlan({ ...plan, partner: "globex" })],
  ["another run's", () => planOf(["live/apply/user"])],
  ["emptied", () => ({})],
])("refuses a plan that is %s, with what to do", (_what, edit) => {
  writeWithPlan("r1", ["live/apply/role"], [intent("live/apply/role")]);
  writeFileSync(planFile(store, "r1"), JSON.stringify(edit(planOf(["live/apply/role"]))));
  for (const read of [begunBy, earlierRuns])
    expect(() => read(store, ["r1"])).toThrow(
      expect.objectContaining({
        code: "PLAN_FOREIGN",
        exit: 3,
        message: expect.stringContaining(planFile(store, "r1")),
        hint: expect.stringMatching(/Put that file back .* move .*r1 away/),
      }),
    );
});

it("tells of earlier runs what was answered, what was not, and what was measured", () => {
  const gate = { id: "s3:list", attempts: 5, flaps: 0, ms: 900, passed: true };
  writeWithPlan(
    "r1",
    ["live/apply/role"],
    [
      intent("live/apply/role"),
      result("live/apply/role"),
      { type: "measured", phase: "live", stage: "settle", gates: [gate] },
      intent("live/apply/user"),
    ],
  );
  expect(earlierRuns(store, ["r1", "never-begun"])).toMatchObject([
    {
      run: "r1",
      journal: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      calls: [
        {
          step: "live/apply/role",
          service: "iam",
          input: "sha256:1",
          requestId: "q",
          at: expect.stringMatching(/Z$/),
        },
      ],
      unanswered: [{ step: "live/apply/user", operation: "CreateRole" }],
      gates: [{ ...gate, phase: "live", stage: "settle" }],
      probes: [],
    },
  ]);
});
