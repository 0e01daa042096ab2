import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { systemClock } from "../../src/core/env.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fakeHost } from "../cli/fake-host.ts";
import { openGate } from "./support/gate.ts";
import { keysOf, openPlace, type Place, QUICK_GATES } from "./support/place.ts";
import { tracesOf } from "./support/scan.ts";
import type { Ended, EventLine } from "./support/vendor.ts";

const ONBOARD = [
  ...["onboard", "acme", "--owner", "team@example.com", "--yes"],
  ...["--skip-rehearsal", "--reason", "what is tested is going live"],
];
const LIVE = [
  "grant vendor:acme:secret",
  "object acme/",
  "role vendor-acme",
  "secret vendor/acme/connection",
  "user acme",
];

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await place.close();
});

const called = (operation: string) => (event: EventLine) =>
  event.type === "step.call" && event.operation === operation;

async function traces(): Promise<string[]> {
  return (await tracesOf(place, "acme")).filter((name) => !name.includes("vendor-probe")).toSorted();
}

/** The run has stopped and can go on; nothing was rolled back. */
function expectStopped(ended: Ended): void {
  expect(ended.code, ended.tail).toBe(7);
  expect(ended.result()).toMatchObject({
    outcome: "interrupted",
    error: { code: "RUN_STOPPED", hint: expect.stringContaining("vendor resume acme") },
  });
  expect(ended.events().filter(({ type }) => type.startsWith("rollback"))).toEqual([]);
}

async function expectResumed(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const resumed = await place.vendor(["resume", "--json"], env);
  expect(resumed.code, resumed.tail).toBe(0);
  expect(await traces()).toEqual(LIVE);
}

/** The run at work is told, by whoever looks meanwhile, and not offered to be resumed. */
async function expectAtWork(): Promise<void> {
  const [partner] = (await place.json("status")).result().partners as readonly JsonObject[];
  const { run, user, host, pid } = (partner?.worker ?? {}) as JsonObject;
  expect(run).toBe(partner?.run);
  for (const command of [["status"], ["status", "acme"]]) {
    const { stdout } = await place.vendor(command);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      `run ${run} works on it: ${user}@${host}, process ${pid}, since`,
    );
    expect(stdout).not.toMatch(/interrupted|resume/);
  }
  const doctor = (await place.vendor(["doctor"])).stdout;
  expect(doctor).toContain(`run ${run} works on acme`);
  expect(doctor).not.toContain("interrupted");
}

describe("an endpoint that goes away in a run", () => {
  it("and comes back is waited for, AWS's or the one for SFTP, and the run is done", async () => {
    const sftp = await openGate(place.local.sftp);
    place.configure({ sftpEndpoint: sftp.address, gates: { ...QUICK_GATES, deadline: "2m" } });
    const running = place.start([...ONBOARD, "--json"]);
    await running.until(called("CreateRole"));
    place.local.faults.add({ fault: "reset" });
    await sftp.shut();
    await running.until(({ type }) => type === "aws.silent");
    place.local.faults.clear();
    await running.until(({ type, service }) => type === "aws.silent" && service === "sftp");
    await expectAtWork();
    await sftp.open();
    const ended = await running.ended;
    await sftp.shut();
    expect(ended.code, ended.tail).toBe(0);
    const said = ended.events().filter(({ type }) => type === "aws.silent");
    expect(new Set(said.map(({ service }) => service)).size).toBe(said.length);
    expect(ended.events().some(({ type }) => type === "aws.retry")).toBe(true);
    expect(await traces()).toEqual(LIVE);
  });

  it("and stays away stops the run, which resume completes", async () => {
    place.configure({ gates: { ...QUICK_GATES, deadline: "6s" } });
    const running = place.start([...ONBOARD, "--json"]);
    await running.until(called("CreateRole"));
    place.local.faults.add({ fault: "reset" });
    const ended = await running.ended;
    place.local.faults.clear();
    expectStopped(ended);
    expect(ended.result().error?.message).toContain("can't be reached");
    place.configure();
    const status = await place.vendor(["status", "acme"]);
    expect(status.stdout).toContain("interrupted: vendor resume acme");
    expect(status.stdout).not.toContain("works on it");
    await expectResumed();
  });

  it("before anything is planned fails the command, and nothing is changed", async () => {
    place.local.faults.add({ service: "iam", fault: "error503" });
    const ended = await place.json(...ONBOARD);
    place.local.faults.clear();
    expect(ended.code, ended.tail).toBe(3);
    expect(ended.result().error?.code).toBe("ENDPOINT_UNREACHABLE");
    expect(await traces()).toEqual([]);
    const sftp = await openGate(place.local.sftp);
    await sftp.shut();
    place.configure({ sftpEndpoint: sftp.address });
    const unmet = { field: "sftpEndpoint", message: expect.stringContaining("ECONNREFUSED") };
    const refused = await place.json(...ONBOARD);
    expect(refused.code, refused.tail).toBe(3);
    expect(refused.result().error?.problems).toMatchObject([unmet]);
    const looked = await place.json(...ONBOARD, "--dry-run");
    expect(looked.code, looked.tail).toBe(0);
    const warned = looked.events().filter(({ type }) => type === "warning");
    expect(warned.map(({ text }) => text)).toContainEqual(expect.stringContaining(sftp.address));
    expect(await traces()).toEqual([]);
  });
});

it("answers that are lost after their effect are made up for by what is there", async () => {
  const operations = ["CreateRole", "CreateUser", "ImportSshPublicKey", "CreateSecret", "CreateGrant"];
  for (const operation of operations) place.local.faults.add({ operation, fault: "drop-answer", times: 1 });
  const ended = await place.json(...ONBOARD);
  expect(ended.code, ended.tail).toBe(0);
  for (const operation of operations) expect(ended.events().some(called(operation)), operation).toBe(true);
  expect(await traces()).toEqual(LIVE);
});

describe("credentials that expire in a run", () => {
  const expire = () =>
    place.local.faults.add({ signer: String(place.env.AWS_ACCESS_KEY_ID), fault: "expired-token" });

  it("stop it without a terminal, and resume completes it with new ones", async () => {
    const running = place.start([...ONBOARD, "--json"]);
    await running.until(called("CreateRole"));
    expire();
    const ended = await running.ended;
    expectStopped(ended);
    expect(ended.result().error?.message).toContain("AWS_ACCESS_KEY_ID");
    await expectResumed(keysOf(place.local, "operator"));
  });

  it("are read again where a profile has new ones meanwhile", async () => {
    profile("operator");
    const running = place.start([...ONBOARD, "--json", "--profile", "work"], WITHOUT_KEYS);
    await running.until(called("CreateRole"));
    endSession(profile("operator"));
    const ended = await running.ended;
    expect(ended.code, ended.tail).toBe(0);
  });

  it("are asked for at a terminal, once, until they are the same principal's", async () => {
    profile("operator");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(place.dir, ".aws", "credentials"));
    const person = fakeHost([...ONBOARD, "--profile", "work"], {
      tty: true,
      cwd: place.dir,
      env: { AWS_ENDPOINT_URL: place.local.url, HOME: place.dir },
    });
    const ended = runCli({ ...person.host, clock: systemClock });
    await person.shows("create IAM role");
    endSession(current);
    await person.shows("have expired");
    await person.shows("press Enter");
    profile("admin");
    person.press("\r");
    await person.shows("arn:aws:sts::123456789012:assumed-role");
    profile("operator");
    person.press("\r");
    expect(await ended, person.err().slice(-1_500)).toBe(0);
    expect(person.err().match(/have expired/g)).toHaveLength(1);
    expect(await traces()).toEqual(LIVE);
  });

  const WITHOUT_KEYS = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "" };
  let current = "";

  /** Writes a new session into the profile `work`. @returns the access key id of the one before */
  function profile(role: "operator" | "admin"): string {
    const keys = keysOf(place.local, role);
    const lines = Object.entries(keys).map(([name, value]) => `${name.toLowerCase()} = ${value}`);
    place.write(".aws/credentials", `[work]\n${lines.join("\n")}\n`);
    const before = current;
    current = String(keys.AWS_ACCESS_KEY_ID);
    return before;
  }

  function endSession(signer: string): void {
    place.local.faults.add({ signer, fault: "expired-token" });
  }
});
