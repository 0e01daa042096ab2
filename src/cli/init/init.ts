import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Problem, vendorError } from "../../core/errors.ts";
import { type FitnessLine, linesOf, toProblem } from "../../plan/fitness/line.ts";
import { CONFIG_NAME } from "../../runbook/config.ts";
import { CONFIG_TEMPLATE, configText } from "../../runbook/config-text.ts";
import { prompterOn } from "../prompts/prompter.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { answersOf } from "./answers.ts";
import { inPlace } from "./connect.ts";
import {
  type ChoiceName,
  givenAnswers,
  type InitAnswers,
  type InitOptions,
  missingAnswers,
  refuseWithoutBase,
} from "./flags.ts";
import { FORMS } from "./forms.ts";
import { checkAll } from "./place.ts";
import { readersOf } from "./questions.ts";
import { choicesOf, written } from "./write.ts";

/** `vendor init`: finds out what there is, has it chosen, checks it, and writes the configuration. */
export async function init(session: Session, options: InitOptions): Promise<CommandResult> {
  const file = resolve(session.host.cwd, session.options.config ?? CONFIG_NAME);
  refuseWithoutBase(options);
  if (options.base) return (await import("./base.ts")).initBase(session, file, options);
  await refuseOverwriting(session, file, options);
  if (options.template) return written(session, file, CONFIG_TEMPLATE, []);
  const given = givenAnswers(options);
  const problems = [...(await badFlags(given, options)), ...unaskable(session, given)];
  if (problems.length > 0) throw vendorError("choicesMissing", {}, { problems });
  return inPlace(session, "operator", async (place) => {
    const answers = await answersOf(session, place, given);
    const lines = await checkAll(place, answers);
    refuseUnfit(session, lines, options);
    return written(session, file, configText(choicesOf(place, answers, options)), lines, answers);
  });
}

/** What may not be asked is listed at once, before anything is called. */
function unaskable({ interactive, options }: Session, given: InitAnswers): readonly Problem[] {
  return interactive || options.yes ? [] : missingAnswers(given);
}

const FLAGS: Readonly<
  Record<ChoiceName, readonly [flag: string, form: (answer: string) => string | undefined]>
> = {
  bucket: ["--bucket", FORMS.bucket],
  kmsKey: ["--kms-key", FORMS.kmsKey],
  transferServer: ["--transfer-server", FORMS.transferServer],
  sandboxRole: ["--sandbox-role", FORMS.role],
  signWith: ["--sign-with", FORMS.signWith],
  secretReaders: [
    "--secret-reader",
    (answer) =>
      readersOf(answer)
        .map(FORMS.role)
        .find((bad) => bad !== undefined),
  ],
};

function badFlags(given: InitAnswers, { boundary }: InitOptions): readonly Problem[] {
  const wrong = Object.entries(FLAGS).flatMap(([name, [field, form]]): Problem[] => {
    const answer = given[name];
    const message = answer === undefined || answer === "" ? undefined : form(answer);
    return message === undefined ? [] : [{ field, message }];
  });
  const bound = boundary === undefined ? undefined : FORMS.boundary(boundary);
  return bound === undefined ? wrong : [...wrong, { field: "--boundary", message: bound }];
}

/** @throws VendorError `fileExists` where a file is there, and nobody wants it overwritten */
async function refuseOverwriting(session: Session, file: string, { force }: InitOptions): Promise<void> {
  if (force || !existsSync(file)) return;
  if (!session.interactive || session.options.yes) throw vendorError("fileExists", { file });
  const prompter = prompterOn(session, () => "this account");
  try {
    const message = `${file} exists already. Write it anew?`;
    if (!(await prompter.yesNo({ message, initial: false }))) throw vendorError("fileExists", { file });
  } finally {
    prompter.close();
  }
}

/** Who was asked has seen the findings and taken what there is; everybody else has them refused. */
function refuseUnfit(session: Session, lines: readonly FitnessLine[], { allowUnfit }: InitOptions): void {
  const errors = linesOf(lines, "error");
  if (errors.length === 0 || allowUnfit || (session.interactive && !session.options.yes)) return;
  throw vendorError("choicesUnfit", { count: errors.length }, { problems: errors.map(toProblem) });
}
