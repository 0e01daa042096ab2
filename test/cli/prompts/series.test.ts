import { expect, test } from "vitest";
import { prompterOn } from "../../../src/cli/prompts/prompter.ts";
import { type Answers, askReviewed, type SeriesQuestion } from "../../../src/cli/prompts/series.ts";
import { styleOf } from "../../../src/cli/render/style.ts";
import { type FakeHost, fakeHost } from "../fake-host.ts";

const ENTER = "\r";
const DOWN = "\u001b[B";

const TEXTS = { message: "All right?", help: "Pick one.", goOn: "Go on", stop: "Stop" };

function line(name: string): SeriesQuestion<string> {
  return {
    name,
    label: name,
    ask: ({ prompter, back, earlier = "" }) =>
      prompter.text({ message: `${name}?`, ...back, initial: earlier, check: () => undefined }),
    shown: (answer) => answer,
  };
}

/** `car` opens a further question. */
function questions(answers: Answers<string>): readonly SeriesQuestion<string>[] {
  return [line("name"), line("way"), ...(answers.way === "car" ? [line("plate")] : []), line("end")];
}

function ask(given: Answers<string> = {}): {
  fake: FakeHost;
  answers: Promise<Answers<string> | undefined>;
  answer: (question: string, keys: string) => Promise<void>;
} {
  const fake = fakeHost([], { tty: true });
  const errStyle = styleOf(fake.host.stderr, {}, { color: false });
  const prompter = prompterOn({ host: fake.host, errStyle }, () => "acme");
  const answers = askReviewed(prompter, questions, TEXTS, given).finally(() => prompter.close());
  const answer = async (question: string, keys: string) => {
    await fake.shows(question);
    fake.press(keys);
  };
  return { fake, answers, answer };
}

test("an answer opens questions; < leads back through them, and what was answered is proposed again", async () => {
  const { answers, answer } = ask();
  await answer("name?", `acme${ENTER}`);
  await answer("way?", `car${ENTER}`);
  await answer("plate?", `B-1${ENTER}`);
  await answer("end?", `<${ENTER}`);
  await answer("plate?", `\u0015<${ENTER}`);
  await answer("way?", `\u0015foot${ENTER}`);
  await answer("end?", `<${ENTER}`);
  await answer("way?", `\u0015<${ENTER}`);
  await answer("name?", `-corp${ENTER}`);
  await answer("way?", ENTER);
  await answer("end?", `home${ENTER}`);
  await answer("All right?", ENTER);
  expect(await answers).toEqual({ name: "acme-corp", way: "foot", end: "home" });
});

test("the review lists given answers too; each can be changed, and the review follows", async () => {
  const { fake, answers, answer } = ask({ name: "acme", other: "kept" });
  await answer("way?", `foot${ENTER}`);
  await answer("end?", `home${ENTER}`);
  await fake.shows("All right?");
  await fake.shows("● Go on");
  await fake.shows("name  acme");
  await fake.shows("Stop");
  fake.press(DOWN);
  await fake.shows("● name");
  fake.press(DOWN);
  await fake.shows("● way");
  fake.press(ENTER);
  await answer("way?", `\u0015car${ENTER}`);
  await answer("plate?", `B-1${ENTER}`);
  await answer("All right?", ENTER);
  expect(await answers).toEqual({ name: "acme", way: "car", plate: "B-1", end: "home", other: "kept" });
});

test("the first question leads nowhere back; stopping at the review gives nothing", async () => {
  const { answers, answer } = ask();
  await answer("name?", `<${ENTER}`);
  await answer("way?", ENTER);
  await answer("end?", ENTER);
  await answer("All right?", "\u001b[A");
  await answer("● Stop", ENTER);
  expect(await answers).toBeUndefined();
});
