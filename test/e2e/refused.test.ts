import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DeletePublicAccessBlockCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { systemClock } from "../../src/core/env.ts";
import { type FakeHost, fakeHost } from "../cli/fake-host.ts";
import { keysOf, openPlace, type Place } from "./support/place.ts";

const TIMEOUT = { timeout: 12_000 };
const ENTER = "\r";
const UP = "\u001b[A";
const DOWN = "\u001b[B";
const CTRL_U = "\u0015";

let place: Place;
beforeAll(async () => {
  place = await openPlace();
  for (const [name, value] of Object.entries(keysOf(place.local, "operator"))) vi.stubEnv(name, value);
  vi.stubEnv("AWS_ENDPOINT_URL", place.local.url);
}, 30_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await place.close();
});

let fake: FakeHost;
beforeEach(() => mend());

const Bucket = () => place.local.describe.bucket;
/** Somebody allows the bucket to be public. */
const spoil = () => place.admin.s3.send(new DeletePublicAccessBlockCommand({ Bucket: Bucket() }));
const mend = () =>
  place.admin.s3.send(
    new PutPublicAccessBlockCommand({
      Bucket: Bucket(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    }),
  );

function onboard(...args: readonly string[]): Promise<number> {
  fake = fakeHost(["onboard", "--no-color", ...args], { cwd: place.dir, env: place.env, tty: true });
  return runCli({ ...fake.host, clock: systemClock });
}

async function answer(question: string, keys: string): Promise<void> {
  await fake.shows(question);
  fake.press(keys);
}

async function answerAll(partner: string): Promise<void> {
  await answer("Which partner", `${partner}${ENTER}`);
  await answer("Who answers for it", `team@example.com${ENTER}`);
  await answer("public key", ENTER);
  await answer("account", ENTER);
}

it("a refused plan leads back to the answers: they are tried again, and changed", TIMEOUT, async () => {
  const ended = onboard("--runbook", "hosted-sftp");
  await answerAll("acme");
  await fake.shows("Are these your answers?");
  await spoil();
  fake.press(ENTER);
  await fake.shows("is not fit for partners yet");
  await fake.shows("vendor doctor");
  await fake.shows("That was refused.");
  for (const kept of ["acme", "hosted-sftp", "team@example.com"]) await fake.shows(kept);
  await mend();
  fake.press(DOWN + DOWN + DOWN + ENTER);
  await answer("Who answers for it", `${CTRL_U}edi@example.com${ENTER}`);
  await answer("That was refused.", ENTER);
  await fake.shows("edi@example.com");
  await answer("Onboard acme like this?", DOWN + ENTER);
  expect(await ended).toBe(7);
  expect(existsSync(join(place.dir, "partners"))).toBe(false);
});

it("the answers can be kept, and the refusal is what the command ends with", TIMEOUT, async () => {
  const ended = onboard("--runbook", "hosted-sftp");
  await answerAll("globex");
  await fake.shows("Are these your answers?");
  await spoil();
  fake.press(ENTER);
  await answer("That was refused.", UP + UP + ENTER);
  expect(await ended).toBe(3);
  expect(readFileSync(join(place.dir, "partners/globex.yaml"), "utf8")).toContain("owner: team@example.com");
  expect(fake.err()).toContain("vendor onboard --from partners/globex.yaml");
});

it(
  "a base that is not fit is told after the first answer; where nothing was asked nothing is reviewed",
  TIMEOUT,
  async () => {
    await spoil();
    const ended = onboard();
    await answer("Which partner", `acme${ENTER}`);
    expect(await ended).toBe(3);
    expect(fake.err()).toContain("is not fit for partners yet");
    expect(fake.err()).not.toContain("How does it connect");
    const given = onboard("acme", "--runbook", "hosted-sftp", "--owner", "team@example.com", "--yes");
    expect(await given).toBe(3);
    expect(fake.err()).not.toContain("That was refused");
  },
);
