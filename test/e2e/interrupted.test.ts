import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";
import { tracesOf } from "./support/scan.ts";
import type { EventLine } from "./support/vendor.ts";

const ONBOARD = ["onboard", "acme", "--owner", "team@example.com", "--yes", "--json"];
const OFFBOARD = ["offboard", "acme", "--yes", "--confirm", "acme", "--data", "purge", "--json"];
const LIVE = [
  "grant vendor:acme:secret",
  "object acme/",
  "role vendor-acme",
  "secret vendor/acme/connection",
  "user acme",
];
const GONE = ["secret in its recovery window vendor/acme/connection"];

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.close());

const stage = (phase: string, name: string) => (event: EventLine) =>
  event.type === "stage.started" && event.phase === phase && event.stage === name;
const call = (operation: string, step: string) => (event: EventLine) =>
  event.type === "step.call" && event.operation === operation && event.step === step;

/** What is there, but for versions of the access test's own files that an SFTP client has removed. */
async function traces(): Promise<string[]> {
  return (await tracesOf(place, "acme")).filter((name) => !name.includes("vendor-probe")).toSorted();
}

async function done(args: readonly string[]): Promise<void> {
  const ended = await place.vendor(args);
  expect(ended.code, ended.tail).toBe(0);
  expect(ended.result().outcome).toBe("done");
}

describe("Ctrl-C", () => {
  it.each([
    ["while gates are waited at", (event: EventLine) => event.type === "gate.progress"],
    ["between two calls of going live", call("CreateRole", "live/apply/role")],
  ])("%s stops with exit 7, and resume finishes", async (_when, moment) => {
    const running = place.start(ONBOARD);
    await running.until(moment);
    running.child.kill("SIGINT");
    const ended = await running.ended;
    expect(ended.code, ended.tail).toBe(7);
    expect(ended.result()).toMatchObject({
      outcome: "interrupted",
      error: { code: "INTERRUPTED", hint: expect.stringContaining("vendor resume") },
    });
    await done(["resume", "--json"]);
    expect(await traces()).toEqual(LIVE);
    expect((await place.vendor(["status", "acme", "--exit-code"])).code).toBe(0);
    expect((await place.json("resume")).result().error?.code).toBe("NOTHING_TO_RESUME");
  });
});

describe("a kill", () => {
  it.each([
    ["while the twin is made", call("CreateRole", "rehearsal/apply/role")],
    ["while the partner's own secret is made", call("CreateSecret", "live/apply/secret")],
    ["after the test's key was taken away", call("DeleteSshPublicKey", "live/unseed/user-test-access")],
  ])("%s leaves nothing that a fresh onboard does not settle", async (_when, moment) => {
    const running = place.start(ONBOARD);
    await running.until(moment);
    running.child.kill("SIGKILL");
    await running.ended;
    await done(ONBOARD);
    expect(await traces()).toEqual(LIVE);
    expect((await place.json("resume")).result().error?.code).toBe("NOTHING_TO_RESUME");
  });

  it.each([
    ["after the freeze", stage("offboard", "frozen")],
    ["while the role is deleted", stage("offboard", "delete")],
  ])("%s leaves nothing that a fresh offboard does not settle", async (_when, moment) => {
    await done([...ONBOARD, "--skip-rehearsal", "--reason", "the offboarding is tested"]);
    const running = place.start(OFFBOARD);
    await running.until(moment);
    running.child.kill("SIGKILL");
    await running.ended;
    await done(OFFBOARD);
    expect(await traces()).toEqual(GONE);
  });
});

it("lets one run work on a partner at a time, and says whose it is", async () => {
  const running = place.start(ONBOARD);
  const { run } = await running.until((event) => event.type === "run.started");
  const second = await place.vendor(ONBOARD);
  expect(second.code, second.tail).toBe(6);
  const { error } = second.result();
  expect(error?.code).toBe("LOCKED_BY_RUN");
  expect(error?.message).toContain(String(run));
  expect(error?.message).toContain(`process ${running.child.pid}`);
  expect((await running.ended).code).toBe(0);
});
