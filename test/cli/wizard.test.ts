import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Draft } from "../../src/cli/draft.ts";
import { prompterOn } from "../../src/cli/prompts/prompter.ts";
import { styleOf } from "../../src/cli/render/style.ts";
import { askForDraft } from "../../src/cli/wizard.ts";
import { generateSshKeyPair } from "../../src/core/ssh-keys.ts";
import { type FakeHost, fakeHost } from "./fake-host.ts";

const ENTER = "\r";
const CTRL_C = "\u0003";
const CTRL_U = "\u0015";

let cwd: string;
let fake: FakeHost;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-wizard-"));
  fake = fakeHost([], { cwd, tty: true });
});
afterEach(() => rmSync(cwd, { recursive: true }));

function ask(draft: Draft, yes = false, owner?: string): Promise<Draft> {
  const prompter = prompterOn(
    { host: fake.host, errStyle: styleOf(fake.host.stderr, {}, { color: false }) },
    () => draft.partner ?? "the partner",
  );
  // Of one runbook there is nothing to choose.
  const shipped = join(cwd, "runbooks");
  cpSync(join(fake.host.runbooks, "hosted-sftp.yaml"), join(shipped, "hosted-sftp.yaml"));
  const folders = { own: [], shipped };
  const context = { folders, paths: fake.host, yes, ...(owner === undefined ? {} : { owner }) };
  return askForDraft(draft, prompter, context).finally(() => prompter.close());
}

/** Waits for a question and answers it. */
async function answer(question: string, keys: string): Promise<void> {
  await fake.shows(question);
  fake.press(keys);
}

describe("the wizard", () => {
  test("asks for what is missing, one after the other", async () => {
    const asked = ask({ answers: {} });
    await answer("Which partner", `acme${ENTER}`);
    await answer("Who answers for it", `team@example.com${ENTER}`);
    await answer("public key", ENTER);
    await answer("account", ENTER);
    expect(await asked).toEqual({
      partner: "acme",
      owner: "team@example.com",
      runbook: "hosted-sftp",
      answers: {},
    });
  });

  test("skips what a flag or a file says, and what the answers make needless", async () => {
    const draft = { partner: "acme", owner: "team@example.com", runbook: "hosted-sftp", answers: {} };
    const asked = ask(draft);
    await answer("public key", ENTER);
    await answer("account", ENTER);
    await asked;
    expect(fake.err()).not.toContain("Which partner");
    expect(fake.err()).not.toContain("The role in");
  });

  test("asks further where an answer opens further questions", async () => {
    const asked = ask({ partner: "acme", owner: "team@example.com", answers: {} });
    await answer("public key", ENTER);
    await answer("account", `210987654321${ENTER}`);
    await answer("role", `partner-reader${ENTER}`);
    await fake.shows("bucket policy");
    fake.press(ENTER);
    expect((await asked).answers).toEqual({
      partnerAccount: "210987654321",
      partnerRole: "partner-reader",
      pull: "bucket-policy",
    });
  });

  test("with --yes asks for what has no default only", async () => {
    const asked = ask({ answers: {} }, true, "owner@example.com");
    await answer("Which partner", `acme${ENTER}`);
    expect(await asked).toMatchObject({ partner: "acme", owner: "owner@example.com", answers: {} });
  });

  test("validates while asking, and goes on once the answer is right", async () => {
    const asked = ask({ owner: "team@example.com", answers: {} }, true);
    await answer("Which partner", `Acme!${ENTER}`);
    await fake.shows("lower-case letters");
    fake.press(`${CTRL_U}acme-rehearsal${ENTER}`);
    await fake.shows("reserved");
    fake.press(`${CTRL_U}acme${ENTER}`);
    expect(await asked).toMatchObject({ partner: "acme" });
  });

  test("a key may be given as its file", async () => {
    const { publicKey } = generateSshKeyPair("ssh-ed25519");
    writeFileSync(join(cwd, "id.pub"), `${publicKey} me@host\n`);
    const asked = ask({ partner: "acme", owner: "team@example.com", answers: {} });
    await answer("public key", `id.pub${ENTER}`);
    await answer("account", ENTER);
    expect((await asked).answers.publicKey).toBe(`${publicKey} me@host`);
  });

  test("a pasted private key is refused, never shown, and the question stays", async () => {
    const privateKey = generateSshKeyPair("ssh-ed25519").privateKey.reveal();
    const asked = ask({ partner: "acme", owner: "team@example.com", answers: {} });
    await answer("public key", privateKey.replaceAll("\n", "\r"));
    await fake.shows("That was a private key");
    for (const line of privateKey.split("\n").slice(1, -2)) expect(fake.raw()).not.toContain(line);
    fake.press(ENTER);
    await answer("account", ENTER);
    expect((await asked).answers).toEqual({});
  });

  test.each(["Which partner", "Who answers for it"])(
    "Ctrl-C at %s: nothing was changed, exit 7",
    async (question) => {
      const asked = ask(question === "Which partner" ? { answers: {} } : { partner: "acme", answers: {} });
      const refused = expect(asked).rejects.toMatchObject({ code: "NOT_CONFIRMED", exit: 7 });
      await answer(question, CTRL_C);
      await refused;
      expect(fake.err()).toContain("Nothing was changed.");
    },
  );
});
