import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { Secret } from "../../core/secret.ts";
import type { Host, Input } from "../host.ts";
import type { Style } from "../render/style.ts";
import { wrap } from "../render/text.ts";
import { guardInput } from "./guarded-input.ts";
import {
  type Asker,
  BACK,
  type Choice,
  type ChoiceQuestion,
  LEFT,
  matches,
  type Outcome,
  type Question,
  type TextQuestion,
} from "./questions.ts";

/** Where questions are said, and their answers read. */
interface Talk {
  readonly input: Input;
  readonly output: Host["stderr"];
  say(text: string): void;
}

/** What a typed line comes to: an answer, or what is said of it before the line is asked for again. */
type Heard<T> = { readonly answer: T } | { readonly say: string };

/**
 * Asks in plain lines, for screen readers and for terminals that can't redraw: each question is said once, choices are
 * numbered, and an answer is a line.
 */
export function spokenAsker({ stdin, stderr: output }: Pick<Host, "stdin" | "stderr">, style: Style): Asker {
  const guard = guardInput(stdin, output);
  const say = (text: string) => void output.write(`${wrap(text, style.width)}\n`);
  const talk: Talk = { input: guard.input, output, say };
  return {
    open: say,
    text: (question) => askText(talk, question),
    secret: async ({ check, ...question }) => {
      const answer = await ask(talk, question, "Type it; it is not shown.", "hidden", (line) =>
        verdict(line, check(line)),
      );
      return typeof answer === "symbol" ? answer : new Secret(answer);
    },
    choice: (question) => askChoice(talk, question),
    yesNo: ({ initial, ...question }) =>
      ask(talk, question, `Type yes or no; Enter takes ${initial ? "yes" : "no"}.`, "shown", (line) => {
        const word = line.toLowerCase();
        if (word === "") return { answer: initial };
        if (["y", "yes"].includes(word)) return { answer: true };
        return ["n", "no"].includes(word) ? { answer: false } : { say: "Type yes or no." };
      }),
    tell: say,
    show: (title, message) => say(`${title}:\n${message}`),
    done: say,
    close: () => guard.close(),
  };
}

function askText(talk: Talk, { check, fallback, initial, placeholder, ...question }: TextQuestion) {
  const taken = initial ?? fallback;
  // What stands in the line can't be rubbed out here.
  const takes = `Enter takes ${taken}`;
  const how =
    taken === undefined || taken === ""
      ? placeholder
      : `${takes}${mayBeEmpty(check) ? "; - leaves it empty." : "."}`;
  return ask(talk, question, how, "shown", async (line) => {
    const answer = line === "" ? (taken ?? "") : line === "-" ? "" : line;
    return verdict(answer, await check(answer));
  });
}

/** What has to be looked up is no empty answer. */
function mayBeEmpty(check: TextQuestion["check"]): boolean {
  return check("") === undefined;
}

function verdict(answer: string, problem: string | undefined): Heard<string> {
  return problem === undefined ? { answer } : { say: problem };
}

function askChoice(talk: Talk, { choices, initial, ...question }: ChoiceQuestion): Promise<Outcome<string>> {
  const first = choices.findIndex(({ value }) => value === initial);
  const taken = Math.max(0, first);
  const listed = (some: readonly Choice[]) =>
    some
      .map((choice) => {
        const { label, hint = "" } = choice;
        return `${choices.indexOf(choice) + 1}. ${label}${hint === "" ? "" : `, ${hint}`}`;
      })
      .join("\n");
  const how = `${listed(choices)}\nType a number, or a part of the name; Enter takes ${taken + 1}.`;
  return ask(talk, question, how, "shown", (line) => {
    const numbered = choices[line === "" ? taken : Number(line) - 1];
    if (numbered !== undefined) return { answer: numbered.value };
    const found = choices.filter((choice) => matches(choice, line));
    const begun = found.filter(({ label }) => label.toLowerCase().startsWith(line.toLowerCase()));
    const [only, ...others] = begun.length === 1 ? begun : found;
    if (only === undefined)
      return { say: `Nothing matches ${line}. Type a number from 1 to ${choices.length}.` };
    return others.length === 0 ? { answer: only.value } : { say: `Several match:\n${listed(found)}` };
  });
}

async function ask<T>(
  talk: Talk,
  { message, help, back }: Question,
  how: string | undefined,
  echo: "shown" | "hidden",
  hear: (line: string) => Heard<T> | Promise<Heard<T>>,
): Promise<Outcome<T>> {
  talk.say(`\n${message}`);
  if (how !== undefined) talk.say(how);
  for (;;) {
    const line = await readLine(talk, echo);
    if (line === LEFT) return LEFT;
    if (line === "<" && back) return BACK;
    if (line === "?" && help !== undefined) {
      talk.say(help);
      continue;
    }
    const heard = await orLeft(talk, hear(line));
    if (heard === LEFT) return LEFT;
    if ("answer" in heard) return heard.answer;
    talk.say(heard.say);
  }
}

/** Reads one line; nothing of a hidden one is shown. */
function readLine({ input, output }: Talk, echo: "shown" | "hidden"): Promise<string | typeof LEFT> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input,
    output: echo === "shown" ? output : nowhere,
    terminal: true,
    prompt: "",
    historySize: 0,
  });
  return new Promise((resolve) => {
    const end = (line: string | typeof LEFT) => {
      resolve(line);
      reader.close();
      if (echo === "hidden" || line === LEFT) output.write("\n");
    };
    reader.once("line", (line) => end(line.trim()));
    leaving(reader, () => end(LEFT));
  });
}

/** Waits for what an answer comes to; Ctrl-C does not wait. */
async function orLeft<T>({ input }: Talk, work: T | Promise<T>): Promise<T | typeof LEFT> {
  if (!(work instanceof Promise)) return work;
  const reader = createInterface({ input, terminal: true });
  try {
    return await Promise.race([
      work,
      new Promise<typeof LEFT>((resolve) => leaving(reader, () => resolve(LEFT))),
    ]);
  } finally {
    reader.close();
  }
}

function leaving(reader: Interface, left: () => void): void {
  reader.once("SIGINT", left);
  reader.once("close", left);
}
