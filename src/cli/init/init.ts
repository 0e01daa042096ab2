import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defaultRegion } from "../../aws/credentials.ts";
import { writeWhole } from "../../core/disk.ts";
import { type Problem, vendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { type FitnessLine, linesOf, toProblem } from "../../plan/fitness/line.ts";
import { CONFIG_NAME } from "../../runbook/config.ts";
import { CONFIG_TEMPLATE, type ConfigChoices, configText } from "../../runbook/config-text.ts";
import { type OpenLocal, openLocal } from "../local/open.ts";
import { connectOperator } from "../operator.ts";
import { prompterOn } from "../prompts/prompter.ts";
import { fitnessText } from "../render/fitness.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { answersOf } from "./answers.ts";
import {
  type ChoiceName,
  givenAnswers,
  type InitAnswers,
  type InitOptions,
  missingAnswers,
} from "./flags.ts";
import { FORMS } from "./forms.ts";
import { checkAll, type InitPlace } from "./place.ts";
import { readersOf } from "./questions.ts";

/** `vendor init`: finds out what there is, has it chosen, checks it, and writes the configuration. */
export async function init(session: Session, options: InitOptions): Promise<CommandResult> {
  const file = resolve(session.host.cwd, session.options.config ?? CONFIG_NAME);
  await refuseOverwriting(session, file, options);
  if (options.template) return written(session, file, CONFIG_TEMPLATE, []);
  const given = givenAnswers(options);
  const problems = [...(await badFlags(given, options)), ...unaskable(session, given)];
  if (problems.length > 0) throw vendorError("choicesMissing", {}, { problems });
  return inPlace(session, async (place, local) => {
    const answers = await answersOf(session, place, given);
    const lines = await checkAll(place, answers);
    refuseUnfit(session, lines, options);
    return written(session, file, configText(choicesOf(place, answers, options, local)), lines, answers);
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

/** Works in the account that the credentials lead to, or in the local AWS. */
async function inPlace(
  session: Session,
  work: (place: InitPlace, local: OpenLocal | undefined) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { host, options } = session;
  const local = options.local ? await openLocal(host) : undefined;
  try {
    const region =
      options.region ??
      local?.describe.region ??
      (await defaultRegion({ env: host.env, ...profileOf(options) }));
    if (region === undefined) throw vendorError("regionMissing", {});
    const { aws, caller, account } = await connectOperator(session, {
      config: { region },
      ...(local === undefined ? {} : { local }),
    });
    try {
      return await work({ aws, caller, account, region, partition: caller.split(":")[1] ?? "aws" }, local);
    } finally {
      aws.close();
    }
  } finally {
    await local?.close();
  }
}

function profileOf({ profile }: Session["options"]): { readonly profile?: string } {
  return profile === undefined ? {} : { profile };
}

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

function choicesOf(
  { account, region }: InitPlace,
  answers: InitAnswers,
  { boundary }: InitOptions,
  local: OpenLocal | undefined,
): ConfigChoices {
  const {
    bucket = "",
    kmsKey = "",
    transferServer = "",
    sandboxRole,
    signWith,
    secretReaders = "",
  } = answers;
  const own = local !== undefined && local.describe.transferServer === transferServer ? local : undefined;
  return {
    account,
    region,
    bucket,
    kmsKey,
    transferServer,
    ...(own === undefined
      ? {}
      : { sftpEndpoint: `${own.sftp.host}:${own.sftp.port}`, plainHttpEndpoint: own.plainUrl }),
    ...(sandboxRole ? { sandboxRole } : {}),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    secretReaders: readersOf(secretReaders),
    ...(signWith ? { signWith } : {}),
  };
}

function written(
  { host, outStyle }: Session,
  file: string,
  text: string,
  lines: readonly FitnessLine[],
  answers: InitAnswers = {},
): CommandResult {
  writeWhole(host.disk, file, text, 0o644);
  const filled = lines.length > 0;
  const next = filled
    ? "Commit it, then: vendor onboard"
    : "Fill in your account, bucket, key and server, then: vendor onboard";
  return {
    outcome: "done",
    text: [...(filled ? [fitnessText(lines, outStyle)] : []), `Wrote ${file}.\n${next}`].join("\n\n"),
    data: { file, choices: { ...answers }, findings: lines.map(lineJson) },
  };
}

function lineJson({ level, field, text, fix, commands }: FitnessLine): JsonObject {
  return {
    level,
    field,
    text,
    ...(fix === undefined ? {} : { fix }),
    ...(commands === undefined ? {} : { commands }),
  };
}
