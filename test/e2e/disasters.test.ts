import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";
import { type EventLine, type Running, startVendor } from "./support/vendor.ts";

const ONBOARD = ["onboard", "acme", "--owner", "team@example.com", "--yes", "--json"];
const OFFBOARD = ["offboard", "acme", "--yes", "--confirm", "acme", "--data", "purge", "--json"];
const QUICK = ["--skip-test", "--reason", "it is not what is tested"];

/** The shipped runbook with an SFTP root that is wrong: its test is never passed. */
const WRONG_ROOT = readFileSync(new URL("../../runbooks/hosted-sftp.yaml", import.meta.url), "utf8").replace(
  'target: "/${base.bucket}/${names.folder}"',
  'target: "/${base.bucket}"',
);

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.close());

const stage = (phase: string, name: string) => (event: EventLine) =>
  event.type === "stage.started" && event.phase === phase && event.stage === name;
const call = (operation: string) => (event: EventLine) =>
  event.type === "step.call" && event.operation === operation;
const goingLive = (event: EventLine) => call("CreateRole")(event) && event.step === "live/apply/role";
const gate = (event: EventLine) => event.type === "gate.progress";

async function done(args: readonly string[]): Promise<void> {
  const ended = await place.vendor(args);
  expect(ended.code, ended.tail).toBe(0);
  expect(ended.result().outcome).toBe("done");
}

/** Whoever looks at the partner finds it as asked for, and the audit log whole. */
async function settled(): Promise<void> {
  const status = await place.vendor(["status", "acme", "--exit-code"]);
  expect(status.code, status.tail).toBe(0);
  expect((await place.vendor(["audit", "verify"])).code).toBe(0);
}

describe("a signal", () => {
  it.each([
    ["SIGINT", "between two calls of going live", goingLive],
    ["SIGTERM", "while a gate is waited at", gate],
    ["SIGHUP", "while access is probed over SFTP and all else", stage("rehearsal", "test")],
  ] as const)("%s %s stops with exit 7, and resume finishes", async (signal, _when, moment) => {
    const running = place.start(ONBOARD);
    await running.until(moment);
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code, ended.tail).toBe(7);
    expect(ended.result()).toMatchObject({
      outcome: "interrupted",
      error: { code: "INTERRUPTED", hint: expect.stringContaining("vendor resume") },
    });
    await done(["resume", "--json"]);
    await settled();
    expect((await place.json("resume")).result().error?.code).toBe("NOTHING_TO_RESUME");
  });

  it("of a terminal that is closed stops in order, though nobody hears of it", async () => {
    const running = place.start(ONBOARD);
    await running.until(call("CreateRole"));
    running.child.stdout?.destroy();
    running.child.stderr?.destroy();
    running.child.kill("SIGHUP");
    expect((await running.ended).code).toBe(7);
    await done(["resume", "--json"]);
    await settled();
  });

  it("stops an offboarding, and resume finishes it", async () => {
    await done([...ONBOARD, ...QUICK]);
    const running = place.start(OFFBOARD);
    await running.until(stage("offboard", "remove"));
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(7);
    const back = await place.vendor([...ONBOARD, ...QUICK, "--dry-run", "--json"]);
    expect(back.result().plan).toMatchObject({
      warnings: [expect.stringContaining("An offboarding of acme")],
    });
    await done(["resume", "--json"]);
    expect((await place.json("status", "acme")).result()).toMatchObject({ outcome: expect.any(String) });
  });

  it("in a roll-back stops it with exit 7, and resume ends as the run would have", async () => {
    place.write("own.yaml", WRONG_ROOT);
    place.configure({ gates: { consecutive: 2, over: "50ms", deadline: "3s" } });
    const running = place.start([...ONBOARD, "--runbook", "./own.yaml"]);
    const { reason } = await running.until(({ type }) => type === "rollback.started");
    running.child.kill("SIGINT");
    const ended = await running.ended;
    expect([ended.code, ended.result().error?.code], ended.tail).toEqual([7, "INTERRUPTED"]);
    const resumed = await place.vendor(["resume", "--json"]);
    expect(resumed.result().outcome, resumed.tail).toBe("rolled-back");
    // It goes no step forward before it goes back.
    expect(resumed.events().filter(({ type }) => type === "stage.started")).toEqual([]);
    expect([resumed.result().error?.code, [4, 5].includes(resumed.code ?? 0)]).toEqual([reason, true]);
    expect((await place.json("resume")).result().error?.code).toBe("NOTHING_TO_RESUME");
    expect((await place.vendor(["audit", "verify"])).code).toBe(0);
  });

  it("that comes twice stops at once, resumable", async () => {
    const running = place.start(ONBOARD);
    await running.until(gate);
    running.child.kill("SIGINT");
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(7);
    await done(["resume", "--json"]);
    await settled();
  });
});

it("a lock is broken by its id, and the run that lost it makes no further call", async () => {
  const first: Running = place.start(ONBOARD);
  await first.until(call("CreateRole"));
  first.child.kill("SIGSTOP");
  const refused = await place.vendor(ONBOARD);
  expect(refused.code, refused.tail).toBe(6);
  const { hint = "", message = "" } = refused.result().error ?? {};
  expect(message).toMatch(/process \d+\), since .* heartbeat/);
  const id = /vendor onboard acme .* --break-lock ([0-9a-f]{32})$/.exec(hint)?.[1] ?? "";
  expect((await place.vendor([...ONBOARD, "--break-lock", "0".repeat(32)])).code).toBe(6);
  await done([...ONBOARD, "--break-lock", id]);
  first.child.kill("SIGCONT");
  const lost = await first.ended;
  expect([lost.code, lost.result().outcome], lost.tail).toEqual([7, "interrupted"]);
  expect(lost.result().error?.message).toContain("was broken by somebody else");
  await settled();
  const log = readFileSync(join(place.dir, ".vendor", "audit", "log.jsonl"), "utf8");
  expect(log).toMatch(new RegExp(`"broke":\\{[^}]*"token":"${id}"`));
});

it("a file that may not grow any more stops before it is wrong, says what is done, and resume settles it", async () => {
  await done(ONBOARD.with(1, "globex"));
  const log = join(place.dir, ".vendor", "audit", "log.jsonl");
  const blocks = Math.floor(statSync(log).size / 512) + 1;
  const limited = startVendor(place.dir, [...ONBOARD, ...QUICK], place.env, `ulimit -f ${blocks}`);
  const ended = await limited.ended;
  expect(ended.code, ended.tail).toBe(7);
  const { error } = ended.result();
  expect(error).toMatchObject({
    code: "RUN_UNRECORDED",
    message: expect.stringMatching(/ended as "done" after \d+ calls.*log\.jsonl cannot be written/),
    hint: expect.stringContaining("vendor resume acme"),
  });
  const { run } = ended.result();
  const resumed = await place.json("resume");
  expect([resumed.code, resumed.result().outcome], resumed.tail).toEqual([0, "no-changes"]);
  await settled();
  // The run that could not be recorded is in the record of the one that found nothing left to do.
  const last = readFileSync(log, "utf8").trimEnd().split("\n").at(-1) ?? "";
  for (const part of ['"outcome":"no-changes"', '"earlier":[{', `"run":"${run}"`, '"operation":"CreateRole"'])
    expect(last).toContain(part);
});
