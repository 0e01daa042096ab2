import type { Host } from "../host.ts";
import type { Style } from "../render/style.ts";
import { askChoice, askYesNo } from "./drawn-choice.ts";
import { askLine, askSecret } from "./drawn-line.ts";
import type { Screen } from "./drawn-screen.ts";
import { searchChoice } from "./drawn-search.ts";
import { drawNote } from "./frame.ts";
import { guardInput } from "./guarded-input.ts";
import type { Asker } from "./questions.ts";

/** More choices than this are searched. */
const MANY = 8;

/** Asks with prompts that are redrawn as keys are pressed. */
export function drawnAsker({ stdin, stderr: output }: Pick<Host, "stdin" | "stderr">, style: Style): Asker {
  const guard = guardInput(stdin, output);
  const screen: Screen = { input: guard.input, output, style };
  const line = (text: string) => void output.write(`${text}\n`);
  return {
    open: (title) => line(drawOpening(title, style)),
    text: (question) => askLine(screen, question),
    secret: (question) => askSecret(screen, question),
    choice: (question) =>
      question.choices.length > MANY && !question.whole
        ? searchChoice(screen, question)
        : askChoice(screen, question),
    yesNo: (question) => askYesNo(screen, question),
    tell: (message) => line(drawNote(style.accent("●"), message, style)),
    show: (title, message) => line(drawNote(style.good("◇"), `${title}\n${message}`, style)),
    done: (message) => line(`${style.dim("│")}\n${style.dim("└")}  ${message}\n`),
    close: () => guard.close(),
  };
}

function drawOpening(title: string, style: Style): string {
  const [first = "", ...rest] = drawNote(style.dim("┌"), title, style).split("\n").slice(1);
  return [first, ...rest].join("\n");
}
