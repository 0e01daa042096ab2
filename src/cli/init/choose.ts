import type { FitnessLine } from "../../plan/fitness/line.ts";
import { linesOf } from "../../plan/fitness/line.ts";
import { BACK, type Choice, type Prompter } from "../prompts/questions.ts";
import type { Asking } from "../prompts/series.ts";
import { fitnessText } from "../render/fitness.ts";
import type { Style } from "../render/style.ts";

/** A question whose answers can be found in the account, and are checked. */
export interface Finding {
  readonly message: string;
  readonly help: string;
  /** What was found; `undefined`: it may not be listed. */
  readonly found: readonly Choice[] | undefined;
  /** What is proposed, if it is among them. */
  readonly proposed?: string | undefined;
  /** For answers that are typed. */
  readonly placeholder: string;
  /** Whether none is an answer, and what that leads to. */
  readonly none?: string;
  /** What is wrong with the form of a typed answer. */
  wellFormed(answer: string): string | undefined | Promise<string | undefined>;
  /** The answer as it is kept: a key's ARN for its alias. */
  settle?(answer: string): Promise<string | undefined>;
  /** What is found of an answer. */
  check(answer: string): Promise<readonly FitnessLine[]>;
}

/** Where findings are shown. */
export interface Screen {
  readonly style: Style;
  /** Shows commands unframed, each in a line of its own, so that they can be pasted. */
  paste(commands: readonly string[]): void;
}

/** Columns that a prompt's frame takes. */
const FRAME = 6;

const OTHER = ":other";
const NONE = ":none";

/** Asks until an answer is fit, or is taken as it is. */
export async function choose(
  finding: Finding,
  { prompter, back, earlier }: Asking<string>,
  screen: Screen,
): Promise<string | typeof BACK> {
  for (;;) {
    const picked = await pick(finding, prompter, back, earlier);
    if (picked === BACK || picked === "") return picked;
    const answer = (await finding.settle?.(picked)) ?? picked;
    const next = await judged(finding, answer, prompter, screen);
    if (next !== ANOTHER) return answer;
  }
}

async function pick(
  { message, help, found, proposed, placeholder, none, wellFormed }: Finding,
  prompter: Prompter,
  back: { readonly back?: true },
  earlier: string | undefined,
): Promise<string | typeof BACK> {
  const listed = found ?? [];
  const asText = () =>
    prompter.text({
      message,
      help,
      placeholder,
      ...(earlier === undefined || earlier === "" ? {} : { initial: earlier }),
      ...back,
      check: (answer) => {
        if (answer === "") return none === undefined ? "Needed." : undefined;
        return wellFormed(answer);
      },
    });
  if (listed.length === 0) return asText();
  const initial = [earlier, proposed].find((value) => listed.some((choice) => choice.value === value));
  const picked = await prompter.choice({
    message,
    help,
    choices: [
      ...listed,
      { value: OTHER, label: "Another one", hint: "type it" },
      ...(none === undefined ? [] : [{ value: NONE, label: "None", hint: none }]),
    ],
    ...(initial === undefined ? {} : { initial }),
    ...back,
  });
  if (picked === NONE) return "";
  return picked === OTHER ? asText() : picked;
}

const ANOTHER = "another";

/** Shows what is found of an answer; where something is wrong, the person says what becomes of it. */
async function judged(
  { check }: Finding,
  answer: string,
  prompter: Prompter,
  { style, paste }: Screen,
): Promise<string> {
  for (;;) {
    const lines = await check(answer);
    prompter.tell(fitnessText(lines, { ...style, width: style.width - FRAME }, false));
    paste(lines.flatMap(({ commands = [] }) => commands));
    if (linesOf(lines, "error").length === 0) return "keep";
    const next = await prompter.choice({
      message: "It is not fit yet. What now?",
      help: "Paste the commands above in another terminal, then look again. What is taken as it is keeps partners from being onboarded until it is mended.",
      choices: [
        { value: "again", label: "Look again", hint: "after mending it" },
        { value: ANOTHER, label: "Choose another one" },
        { value: "keep", label: "Take it as it is", hint: "and mend it later" },
      ],
    });
    if (next !== "again") return next;
  }
}
