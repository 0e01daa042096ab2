import { describe, expect, test } from "vitest";
import { prompterOn } from "../../../src/cli/prompts/prompter.ts";
import { BACK, type Prompter } from "../../../src/cli/prompts/questions.ts";
import { styleOf } from "../../../src/cli/render/style.ts";
import { type FakeHost, fakeHost } from "../fake-host.ts";

const ENTER = "\r";
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const CTRL_U = "\u0015";
const DOWN = "\u001b[B";

const FRUITS = ["apple", "banana", "cherry", "date", "elder", "fig", "grape", "hazel", "iris", "juniper"];
const MANY = FRUITS.map((value, at) => ({ value, label: `The ${value}`, hint: at % 2 ? "odd" : "even" }));
const FEW = MANY.slice(0, 3);

/** Prompts whose keys are pressed and whose lines are read. */
function open(accessible: boolean): { fake: FakeHost; prompter: Prompter } {
  const fake = fakeHost([], { tty: true });
  const errStyle = styleOf(fake.host.stderr, {}, { color: false, accessible });
  return { fake, prompter: prompterOn({ host: fake.host, errStyle }, () => "acme") };
}

const needed = (text: string) => (text === "" ? "Needed." : undefined);

describe.each([
  { how: "drawn", accessible: false },
  { how: "spoken", accessible: true },
])("questions that are $how", ({ accessible }) => {
  test("text: what is wrong is said, and Enter takes what is proposed", async () => {
    const { fake, prompter } = open(accessible);
    const first = prompter.text({ message: "Name?", check: needed });
    await fake.shows("Name?");
    fake.press(ENTER);
    await fake.shows("Needed.");
    fake.press(`  acme ${ENTER}`);
    expect(await first).toBe("acme");
    const second = prompter.text({ message: "Owner?", fallback: "edi@example.com", check: needed });
    await fake.shows("edi@example.com");
    fake.press(ENTER);
    expect(await second).toBe("edi@example.com");
  });

  test("help and the way back are keys where there are such, and text where there are none", async () => {
    const { fake, prompter } = open(accessible);
    const plain = prompter.text({ message: "Plain?", check: () => undefined });
    await fake.shows("Plain?");
    fake.press(`?${ENTER}`);
    expect(await plain).toBe("?");
    const rich = prompter.text({ message: "Rich?", help: "Because.", back: true, check: needed });
    await fake.shows("Rich?");
    fake.press(`?${ENTER}`);
    await fake.shows("Because.");
    fake.press(`<${ENTER}`);
    expect(await rich).toBe(BACK);
  });

  test("secret: nothing of it is ever shown, and it is wrapped", async () => {
    const { fake, prompter } = open(accessible);
    const asked = prompter.secret({ message: "API key?", check: needed });
    await fake.shows("API key?");
    fake.press(`s3cr3t${ENTER}`);
    const secret = await asked;
    expect(String(secret)).toBe("[secret]");
    expect(secret.reveal()).toBe("s3cr3t");
    expect(fake.raw()).not.toMatch(/s3cr3t|s3|3t/);
  });

  test("yes or no", async () => {
    const { fake, prompter } = open(accessible);
    const asked = prompter.yesNo({ message: "So?", initial: true });
    await fake.shows("So?");
    fake.press(accessible ? `n${ENTER}` : "n");
    expect(await asked).toBe(false);
    const kept = prompter.yesNo({ message: "Really?", initial: true });
    await fake.shows("Really?");
    fake.press(ENTER);
    expect(await kept).toBe(true);
  });

  test.each([CTRL_C, CTRL_D])("%j leaves each of them: nothing was changed, exit 7", async (key) => {
    const asks: ((prompter: Prompter) => Promise<unknown>)[] = [
      (prompter) => prompter.text({ message: "Now?", check: needed }),
      (prompter) => prompter.secret({ message: "Now?", check: needed }),
      (prompter) => prompter.choice({ message: "Now?", choices: FEW }),
      (prompter) => prompter.choice({ message: "Now?", choices: MANY }),
      (prompter) => prompter.yesNo({ message: "Now?", initial: true }),
    ];
    for (const ask of asks) {
      const { fake, prompter } = open(accessible);
      const left = expect(ask(prompter)).rejects.toMatchObject({ code: "NOT_CONFIRMED", exit: 7 });
      await fake.shows("Now?");
      fake.press(key);
      await left;
      expect(fake.err()).toContain("Nothing was changed.");
    }
  });

  test("a check that takes its time can be left by Ctrl-C, and what it throws is thrown", async () => {
    const { fake, prompter } = open(accessible);
    const slow = prompter.text({ message: "Slow?", check: () => new Promise(() => undefined) });
    const left = expect(slow).rejects.toMatchObject({ exit: 7 });
    await fake.shows("Slow?");
    fake.press(`x${ENTER}`);
    await new Promise((resolve) => setImmediate(resolve));
    fake.press(CTRL_C);
    await left;
    const other = open(accessible);
    const asked = other.prompter.text({
      message: "Bad?",
      check: () => Promise.reject(new RangeError("broken")),
    });
    const thrown = expect(asked).rejects.toThrow("broken");
    await other.fake.shows("Bad?");
    other.fake.press(`x${ENTER}`);
    await thrown;
  });
});

describe("choices that are drawn", () => {
  test("few of them are walked; many are searched by name and hint", async () => {
    const { fake, prompter } = open(false);
    const few = prompter.choice({ message: "Which?", choices: FEW, initial: "banana" });
    await fake.shows("● The banana (odd)");
    fake.press(DOWN);
    await fake.shows("● The cherry (even)");
    fake.press(ENTER);
    expect(await few).toBe("cherry");
    const many = prompter.choice({ message: "Which of many?", help: "One.", back: true, choices: MANY });
    await fake.shows("(10 of 10)");
    fake.press("?");
    await fake.shows("One.");
    fake.press("zz");
    await fake.shows("(0 of 10)");
    fake.press(ENTER);
    await fake.shows("Nothing matches");
    fake.press(`${CTRL_U}GRA`);
    await fake.shows("● The grape (even)");
    fake.press(ENTER);
    expect(await many).toBe("grape");
  });

  test("? and < are keys, also at the beginning of a search", async () => {
    for (const choices of [FEW, MANY]) {
      const { fake, prompter } = open(false);
      const asked = prompter.choice({ message: "Which?", help: "Why.", back: true, choices });
      await fake.shows("Which?");
      fake.press("?");
      await fake.shows("Why.");
      fake.press("<");
      expect(await asked).toBe(BACK);
    }
  });
});

describe("choices that are spoken", () => {
  test("what begins with what is typed goes before what has it in it; what is needed can't be left empty", async () => {
    const { fake, prompter } = open(true);
    const choices = [
      { value: "keep", label: "Keep them, and stop" },
      { value: "stop", label: "Stop" },
    ];
    const picked = prompter.choice({ message: "What now?", choices });
    await fake.shows("Enter takes 1.");
    fake.press(`stop${ENTER}`);
    expect(await picked).toBe("stop");
    const name = prompter.text({ message: "Owner?", fallback: "edi@example.com", check: needed });
    await fake.shows("Enter takes edi@example.com.\n");
    fake.press(ENTER);
    await name;
    const free = prompter.text({ message: "Note?", fallback: "none yet", check: () => undefined });
    await fake.shows("Enter takes none yet; - leaves it empty.");
    fake.press(`-${ENTER}`);
    expect(await free).toBe("");
    prompter.close();
  });

  test("are numbered, and found by a number or a part of the name", async () => {
    const { fake, prompter } = open(true);
    const asked = prompter.choice({ message: "Which?", choices: MANY, initial: "fig" });
    await fake.shows("10. The juniper, odd");
    await fake.shows("Enter takes 6.");
    fake.press(`11${ENTER}`);
    await fake.shows("Nothing matches 11.");
    fake.press(`the${ENTER}`);
    await fake.shows("Several match");
    fake.press(`iri${ENTER}`);
    expect(await asked).toBe("iris");
    const other = prompter.choice({ message: "And now?", choices: MANY });
    await fake.shows("And now?");
    fake.press(`3${ENTER}`);
    expect(await other).toBe("cherry");
  });

  test("nothing is redrawn: each question is on the wire once", async () => {
    const { fake, prompter } = open(true);
    const asked = prompter.text({ message: "What is it called?", check: needed });
    await fake.shows("called?");
    for (const key of "acme") fake.press(key);
    fake.press(ENTER);
    await asked;
    expect(fake.raw().split("What is it called?")).toHaveLength(2);
    expect(fake.raw()).not.toContain("\u001b[2J");
  });
});
