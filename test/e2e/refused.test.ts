import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DeletePublicAccessBlockCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { runCli } from "../../src/cli/cli.ts";
import { systemClock } from "../../src/core/env.ts";
import { type FakeHost, fakeHost } from "../cli/fake-host.ts";
import { makeByHand } from "./support/handmade.ts";
import { PUBLIC_KEYS } from "./support/keys.ts";
import { keysOf, openPlace, type Place } from "./support/place.ts";

const ENTER = "\r";
const UP = "\u001b[A";
const DOWN = "\u001b[B";
const CTRL_C = "\u0003";
const CTRL_U = "\u0015";

let place: Place;
beforeAll(async () => {
  place = await openPlace();
  for (const [name, value] of Object.entries(keysOf(place.local, "operator"))) vi.stubEnv(name, value);
  vi.stubEnv("AWS_ENDPOINT_URL", place.local.url);
});
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

const onboard = (...args: readonly string[]) => run("onboard", ...args);

function run(...args: readonly string[]): Promise<number> {
  fake = fakeHost([...args, "--no-color"], { cwd: place.dir, env: place.env, tty: true });
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

it("a refused plan leads back to the answers: they are tried again, and changed", async () => {
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
  await answer("Not like this?", DOWN + DOWN + DOWN + ENTER);
  await answer("Who answers for it", `${CTRL_U}ops@example.com${ENTER}`);
  await answer("Not like this?", ENTER);
  await fake.shows("ops@example.com");
  await answer("Onboard acme like this?", "<");
  await answer("Not like this?", UP + ENTER);
  expect(await ended).toBe(7);
  expect(fake.err()).toContain("\nvendor onboard acme --runbook hosted-sftp --owner ops@example.com\n");
  expect(existsSync(join(place.dir, "partners"))).toBe(false);
});

it("line by line as well; Ctrl-C leaves the command that goes on with what was answered", async () => {
  const ended = onboard("--accessible", "--skip-rehearsal", "--reason", "same day");
  await answer("Which partner", `acme${ENTER}`);
  await answer("How does it connect?", `hosted${ENTER}`);
  await answer("Who answers for it", `team@example.com${ENTER}`);
  await answer("public key", `${PUBLIC_KEYS.ed25519}${ENTER}`);
  await answer("account", ENTER);
  await answer("Are these your answers?", ENTER);
  await answer("Onboard acme like this?", `no${ENTER}`);
  await answer("Not like this?", `owner${ENTER}`);
  await answer("Who answers for it", CTRL_C);
  expect(await ended).toBe(7);
  const key = `--set 'publicKey=${PUBLIC_KEYS.ed25519}'`;
  expect(fake.err()).toContain(
    `vendor onboard acme --runbook hosted-sftp --owner team@example.com ${key} --skip-rehearsal --reason 'same day' --accessible`,
  );
});

it("an adoption goes back to its answers from a refusal and from its plan", async () => {
  await makeByHand(place.local, "team=files");
  const ended = run("adopt", "--runbook", "hosted-sftp");
  await answer("Which partner", `acme${ENTER}`);
  await answer("Who answers for it", `team@example.com${ENTER}`);
  await answer("public key", ENTER);
  await answer("account", ENTER);
  await fake.shows("Are these your answers?");
  await spoil();
  fake.press(ENTER);
  await fake.shows("is not fit for partners yet");
  await mend();
  await answer("That was refused.", ENTER);
  await answer("Type its name to go on", `no${ENTER}`);
  await answer("Not like this?", ENTER);
  await answer("Type its name to go on", `<${ENTER}`);
  await answer("Not like this?", UP + UP + ENTER);
  expect(await ended).toBe(7);
  expect(fake.err()).toContain("Next time: vendor adopt --from partners/acme.yaml");
});

it("the answers can be kept, and the refusal is what the command ends with", async () => {
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

it("a base that is not fit is told after the first answer; where nothing was asked nothing is reviewed", async () => {
  await spoil();
  const ended = onboard();
  await answer("Which partner", `acme${ENTER}`);
  expect(await ended).toBe(3);
  expect(fake.err()).toContain("is not fit for partners yet");
  expect(fake.err()).not.toContain("How does it connect");
  const given = onboard("acme", "--runbook", "hosted-sftp", "--owner", "team@example.com", "--yes");
  expect(await given).toBe(3);
  expect(fake.err()).not.toContain("That was refused");
});
