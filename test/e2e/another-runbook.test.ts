import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";
import { tracesOf } from "./support/scan.ts";
import type { EventLine } from "./support/vendor.ts";

const SHIPPED = readFileSync(new URL("../../runbooks/hosted-sftp.yaml", import.meta.url), "utf8");

/** The shipped runbook under another name, with a role and a secret more. */
const WIDER = SHIPPED.replace(/^runbook: .*$/m, "runbook: wider-sftp").replace(
  /^ {2}pullRole:$/m,
  `  readerRole:
    kind: iam-role
    props:
      name: "\${names.role}-reader"
      description: "A second role of partner \${partner}."
      trust:
        - Sid: Vendor\${sid}Reader
          reason: AWS Transfer Family reads as well.
          Effect: Allow
          Principal: { Service: transfer.amazonaws.com }
          Action: "sts:AssumeRole"
          Condition: { StringEquals: { "aws:SourceAccount": "\${base.account}" } }
      policy: { name: access, statements: *slice }

  extraSecret:
    kind: secretsmanager-secret
    props:
      name: "\${names.secret}-extra"
      description: "Something more for partner \${partner}."
      kmsKey: "\${base.kmsKey}"
      readers: ["\${resources.readerRole.arn}"]
      value: { username: "\${names.user}" }

  pullRole:`,
);

const ASKED = ["acme", "--owner", "team@example.com", "--yes", "--json"];
const WIDE = ["onboard", ...ASKED, "--runbook", "./wider.yaml"];
const PLAIN = ["onboard", ...ASKED, "--runbook", "hosted-sftp"];
const QUICK = ["--skip-rehearsal", "--reason", "it is not what is tested"];
const OFFBOARD = ["offboard", "acme", "--yes", "--confirm", "acme", "--data", "purge", "--json"];
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
  place.write("wider.yaml", WIDER);
});
afterEach(() => place.close());

/** All that is left, but for what only waits for its end and what an SFTP client of the access test removed. */
async function left(): Promise<readonly string[]> {
  const names = await tracesOf(place, "acme");
  return names.filter((name) => !/vendor-probe|recovery window/.test(name)).toSorted();
}

async function done(args: readonly string[]): Promise<void> {
  const ended = await place.vendor(args);
  expect(ended.code, ended.tail).toBe(0);
  expect(ended.result().outcome).toBe("done");
}

async function killed(args: readonly string[], moment: (event: EventLine) => boolean): Promise<void> {
  const running = place.start(args);
  await running.until(moment);
  running.child.kill("SIGKILL");
  await running.ended;
}

const testing = (phase: string) => (event: EventLine) =>
  event.type === "stage.started" && event.phase === phase && event.stage === "settle";

describe("what another runbook made", () => {
  it("in runs that were killed goes with the onboarding that follows", async () => {
    await killed(WIDE, testing("rehearsal"));
    await killed([...WIDE, ...QUICK], testing("live"));
    expect((await left()).join()).toMatch(/-reader/);
    await done([...PLAIN, ...QUICK]);
    expect(await left()).toEqual(LIVE);
    const status = await place.vendor(["status", "acme", "--exit-code"]);
    expect(status.code, status.tail).toBe(0);
  });

  it("goes with an offboarding by the runbook that is given", async () => {
    await killed(WIDE, testing("rehearsal"));
    await killed([...WIDE, ...QUICK], testing("live"));
    await done([...OFFBOARD, "--runbook", "hosted-sftp"]);
    expect(await left()).toEqual([]);
  });

  it("of a partner that is live goes", async () => {
    await done([...WIDE, ...QUICK]);
    const before = await left();
    expect(before).toContain("role vendor-acme-reader");
    await done([...PLAIN, ...QUICK]);
    expect(await left()).toEqual(LIVE);
  });
});

it("a run whose plan was edited is not gone on with, and nothing is changed", async () => {
  const running = place.start([...PLAIN, ...QUICK]);
  const { run } = await running.until(({ type }) => type === "run.started");
  await running.until(testing("live"));
  running.child.kill("SIGKILL");
  await running.ended;
  const file = `.vendor/runs/${String(run)}/plan.json`;
  const plan = readFileSync(`${place.dir}/${file}`, "utf8");
  place.write(file, plan.replaceAll("team@example.com", "other@example.com"));
  const before = await left();
  for (const args of [PLAIN, OFFBOARD, ["resume", "--json"]]) {
    const ended = await place.vendor(args);
    expect(ended.code, ended.tail).toBe(3);
    expect(ended.result().error?.code).toBe("PLAN_FOREIGN");
  }
  expect(await left()).toEqual(before);
  place.write(file, plan);
  await done(["resume", "--json"]);
  expect(await left()).toEqual(LIVE);
});
