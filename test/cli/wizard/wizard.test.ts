import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Draft } from "../../../src/cli/draft.ts";
import { prompterOn } from "../../../src/cli/prompts/prompter.ts";
import { styleOf } from "../../../src/cli/render/style.ts";
import type { WizardContext } from "../../../src/cli/wizard/context.ts";
import { askForDraft } from "../../../src/cli/wizard/wizard.ts";
import { vendorError } from "../../../src/core/errors.ts";
import { hiddenAnswers } from "../../../src/core/hidden.ts";
import { generateSshKeyPair } from "../../../src/core/ssh-keys.ts";
import { listRunbooks, loadRunbook } from "../../../src/runbook/runbooks.ts";
import type { PartnerState } from "../../../src/store/partners.ts";
import { type FakeHost, fakeHost } from "../fake-host.ts";

const ENTER = "\r";
const DOWN = "\u001b[B";
const CTRL_C = "\u0003";
const CTRL_U = "\u0015";

const OWNED: Draft = { partner: "acme", owner: "team@example.com", runbook: "hosted-sftp", answers: {} };

let cwd: string;
let fake: FakeHost;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "vendor-wizard-"));
  fake = fakeHost([], { cwd, tty: true });
});
afterEach(() => rmSync(cwd, { recursive: true }));

function ask(draft: Draft, some: Partial<WizardContext> = {}): Promise<Draft> {
  const errStyle = styleOf(fake.host.stderr, {}, { color: false });
  const prompter = prompterOn({ host: fake.host, errStyle }, () => draft.partner ?? "the partner");
  const shipped = join(cwd, "runbooks");
  for (const runbook of ["cross-account-s3.yaml", "hosted-sftp.yaml"])
    cpSync(join(fake.host.runbooks, runbook), join(shipped, runbook));
  const folders = { own: [], shipped };
  const hide = hiddenAnswers(fake.host.random).keep;
  const runbooks = listRunbooks(folders);
  const load = (name: string) => loadRunbook(name, folders, cwd);
  const context = {
    title: "vendor onboard",
    runbooks,
    load,
    paths: fake.host,
    hide,
    yes: false,
    partners: [],
    defaults: {},
    ...some,
  };
  return askForDraft(draft, prompter, context)
    .then((asked) => asked.draft)
    .finally(() => prompter.close());
}

/** Waits for a question and answers it. */
async function answer(question: string, keys: string): Promise<void> {
  await fake.shows(question);
  fake.press(keys);
}

/** Chooses what is one below the choice that is proposed. */
async function second(question: string, choice: string): Promise<void> {
  await answer(question, DOWN);
  await answer(`● ${choice}`, ENTER);
}

function recorded(partner: string, some: Partial<PartnerState> = {}): PartnerState {
  return {
    partner,
    state: "live",
    runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:0", from: "hosted-sftp" },
    owner: "edi@example.com",
    inputs: {},
    options: {},
    since: "2026-01-02T03:04:05.678Z",
    ...some,
  };
}

describe("the wizard", () => {
  test("asks for what is missing, one after the other, and has the answers reviewed", async () => {
    const asked = ask({ answers: {} });
    await answer("Which partner", `acme${ENTER}`);
    await second("How does it connect?", "Hosted SFTP");
    await answer("Who answers for it", `team@example.com${ENTER}`);
    await answer("public key", ENTER);
    await answer("account", ENTER);
    await answer("Are these your answers?", ENTER);
    expect(await asked).toEqual(OWNED);
  });

  test("skips what a flag or a file says, and what the answers make needless", async () => {
    const asked = ask(OWNED);
    await answer("public key", ENTER);
    await answer("account", ENTER);
    await fake.shows("Are these your answers?");
    await answer("owner           team@example.com", ENTER);
    await asked;
    expect(fake.err()).not.toContain("Which partner");
    expect(fake.err()).not.toContain("The role in");
  });

  test("asks further where an answer opens further questions", async () => {
    const asked = ask(OWNED);
    await answer("public key", ENTER);
    await answer("account", `210987654321${ENTER}`);
    await answer("role", `partner-reader${ENTER}`);
    await answer("bucket policy", ENTER);
    await answer("Are these your answers?", ENTER);
    expect((await asked).answers).toEqual({
      partnerAccount: "210987654321",
      partnerRole: "partner-reader",
      pull: "bucket-policy",
    });
  });

  test("with --yes asks for what has no default only, and has nothing reviewed", async () => {
    const defaults = { owner: "owner@example.com", runbook: "hosted-sftp" };
    const asked = ask({ answers: {} }, { yes: true, defaults });
    await answer("Which partner", `acme${ENTER}`);
    expect(await asked).toEqual({ partner: "acme", ...defaults, answers: {} });
  });

  test("an answer that was changed closes the questions that it had opened", async () => {
    const asked = ask(OWNED);
    await answer("public key", ENTER);
    await answer("account", `210987654321${ENTER}`);
    await answer("role in the partner", `<${ENTER}`);
    await answer("account", `${CTRL_U}${ENTER}`);
    await answer("Are these your answers?", ENTER);
    expect((await asked).answers).toEqual({});
  });

  test("? explains a question, which stays", async () => {
    const asked = ask(OWNED);
    await answer("public key", `?${ENTER}`);
    await answer("Paste it whole", ENTER);
    await answer("account", CTRL_C);
    await expect(asked).rejects.toMatchObject({ exit: 7 });
  });

  test.each(["Which partner", "Who answers for it", "How does it connect", "public key", "Are these"])(
    "Ctrl-C at %s: nothing was changed, exit 7",
    async (question) => {
      const drafts: Record<string, Draft> = {
        "Which partner": { answers: {} },
        "Who answers for it": { partner: "acme", runbook: "hosted-sftp", answers: {} },
        "How does it connect": { partner: "acme", answers: {} },
      };
      const asked = ask(drafts[question] ?? OWNED);
      const refused = expect(asked).rejects.toMatchObject({ code: "NOT_CONFIRMED", exit: 7 });
      if (question === "Are these") {
        await answer("public key", ENTER);
        await answer("account", ENTER);
      }
      await answer(question, CTRL_C);
      await refused;
      expect(fake.err()).toContain("Nothing was changed.");
    },
  );
});

describe("names", () => {
  test("are checked while asking", async () => {
    const asked = ask({ owner: "team@example.com", runbook: "hosted-sftp", answers: {} }, { yes: true });
    await answer("Which partner", `Acme!${ENTER}`);
    await answer("lower-case letters", `${CTRL_U}acme-rehearsal${ENTER}`);
    await answer("reserved", `${CTRL_U}acme${ENTER}`);
    expect(await asked).toMatchObject({ partner: "acme" });
  });

  test("that can't be told apart from another's, or are easily mistaken for one, are questioned", async () => {
    const draft: Draft = { owner: "team@example.com", runbook: "hosted-sftp", answers: {} };
    const asked = ask(draft, { yes: true, partners: [recorded("store-1")] });
    await answer("Which partner", `store1${ENTER}`);
    await answer("can't be told apart", `${CTRL_U}stroe-1${ENTER}`);
    await answer("Is stroe-1 another company?", "n");
    await answer("Which partner", `${CTRL_U}store-2${ENTER}`);
    expect(await asked).toMatchObject({ partner: "store-2" });
  });

  test("are looked up in AWS once it is known how the partner connects", async () => {
    const looked: string[] = [];
    const lookUp = (partner: string, runbook: string) => {
      looked.push(`${partner} by ${runbook}`);
      const verdict = { problem: "IAM role vendor-taken exists." };
      return Promise.resolve(partner === "taken" ? verdict : { note: "Room for 3 more." });
    };
    const known = ask({ owner: "team@example.com", runbook: "hosted-sftp", answers: {} }, { lookUp });
    await answer("Which partner", `taken${ENTER}`);
    await answer("IAM role vendor-taken exists.", `${CTRL_U}acme${ENTER}`);
    await fake.shows("Room for 3 more.");
    await answer("public key", CTRL_C);
    await expect(known).rejects.toMatchObject({ exit: 7 });

    fake = fakeHost([], { cwd, tty: true });
    const open = ask({ owner: "team@example.com", answers: {} }, { lookUp });
    await answer("Which partner", `taken${ENTER}`);
    await second("How does it connect?", "Hosted SFTP");
    await fake.shows("IAM role vendor-taken exists.");
    await answer("Which partner", `${CTRL_U}acme${ENTER}`);
    await answer("How does it connect?", ENTER);
    await answer("account", CTRL_C);
    await expect(open).rejects.toMatchObject({ exit: 7 });
    expect(looked).toEqual([
      "taken by hosted-sftp",
      "acme by hosted-sftp",
      "taken by hosted-sftp",
      "acme by cross-account-s3",
    ]);
  });

  test("what only some runbooks need of the base is looked at once it is known by which one", async () => {
    const looked: (string | undefined)[] = [];
    const unfit = (runbook?: string) => {
      looked.push(runbook);
      const refused = vendorError("baseUnfit", { account: "123456789012" });
      return Promise.resolve(runbook === "hosted-sftp" ? refused : undefined);
    };
    const without = ask({ owner: "team@example.com", answers: {} }, { unfit });
    await answer("Which partner", `acme${ENTER}`);
    await answer("How does it connect?", ENTER);
    await answer("account", CTRL_C);
    await expect(without).rejects.toMatchObject({ exit: 7 });
    expect(looked).toEqual([undefined, undefined, "cross-account-s3", "cross-account-s3"]);

    fake = fakeHost([], { cwd, tty: true });
    const within = ask({ owner: "team@example.com", answers: {} }, { unfit });
    await answer("Which partner", `acme${ENTER}`);
    await second("How does it connect?", "Hosted SFTP");
    await expect(within).rejects.toMatchObject({ code: "BASE_UNFIT" });
  });

  test("Ctrl-C is heard while a name is looked up", async () => {
    const lookUp = () => new Promise<never>(() => undefined);
    const asked = ask({ owner: "team@example.com", runbook: "hosted-sftp", answers: {} }, { lookUp });
    await answer("Which partner", `acme${ENTER}`);
    await answer("Looking", CTRL_C);
    await expect(asked).rejects.toMatchObject({ code: "NOT_CONFIRMED", exit: 7 });
  });
});

describe("defaults", () => {
  const { publicKey } = generateSshKeyPair("ssh-ed25519");
  const inputs = { publicKey, partnerAccount: "210987654321", partnerRole: "reader", pull: "assume-role" };

  test("are the last partner's, but nothing that tells of another company", async () => {
    const asked = ask({ answers: {} }, { partners: [recorded("other", { inputs })] });
    await answer("Which partner", `acme${ENTER}`);
    await answer("● Hosted SFTP", ENTER);
    await answer("edi@example.com", ENTER);
    await answer("public key", ENTER);
    await answer("account", `111122223333${ENTER}`);
    await answer("role", `mine${ENTER}`);
    await answer("● By assuming a role here", ENTER);
    await answer("Are these your answers?", ENTER);
    expect(await asked).toMatchObject({
      owner: "edi@example.com",
      answers: { partnerAccount: "111122223333", partnerRole: "mine", pull: "assume-role" },
    });
    expect(fake.err()).not.toContain("210987654321");
    expect(fake.err()).not.toContain(publicKey.slice(-20));
  });

  test("are its own for a partner that is there already: Enter keeps everything", async () => {
    const asked = ask({ answers: {} }, { partners: [recorded("acme", { inputs })] });
    await answer("Which partner", `acme${ENTER}`);
    await answer("There is a partner acme already: live since 2026-01-02", ENTER);
    await answer("How does it connect?", ENTER);
    for (const question of ["Who answers", "public key", "account", "role", "How that role"])
      await answer(question, ENTER);
    await answer("Are these your answers?", ENTER);
    expect(await asked).toMatchObject({ partner: "acme", runbook: "hosted-sftp", answers: inputs });
  });
});

describe("keys", () => {
  test("may be given as their files, whose paths may be dropped on the terminal", async () => {
    const { publicKey } = generateSshKeyPair("ssh-ed25519");
    writeFileSync(join(cwd, "my id.pub"), `${publicKey} me@host\n`);
    const asked = ask(OWNED);
    await answer("public key", `id.pub${ENTER}`);
    await answer("There is no file id.pub.", `${CTRL_U}${join(cwd, "my\\ id.pub")}${ENTER}`);
    await fake.shows("SHA256:");
    await answer("account", ENTER);
    await answer("SHA256:", ENTER);
    expect((await asked).answers.publicKey).toBe(`${publicKey} me@host`);
  });

  test("that are private are refused, never shown, and the question stays", async () => {
    const privateKey = generateSshKeyPair("ssh-ed25519").privateKey.reveal();
    const asked = ask(OWNED);
    await answer("public key", privateKey.replaceAll("\n", "\r"));
    await fake.shows("That was a private key");
    for (const line of privateKey.split("\n").slice(1, -2)) expect(fake.raw()).not.toContain(line);
    fake.press(ENTER);
    await answer("account", ENTER);
    await answer("Are these your answers?", ENTER);
    expect((await asked).answers).toEqual({});
  });
});
