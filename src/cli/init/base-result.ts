import { existsSync } from "node:fs";
import { writeWhole } from "../../core/disk.ts";
import { shellWord } from "../../core/shell-word.ts";
import type { BaseRequest, BaseSurvey } from "../../plan/base/plan.ts";
import { configText } from "../../runbook/config-text.ts";
import { placeFlags } from "../flags.ts";
import { fitnessText } from "../render/fitness.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import type { ConnectedPlace } from "./connect.ts";
import type { InitAnswers, InitOptions } from "./flags.ts";
import { checkAll } from "./place.ts";
import { choicesOf, lineJson } from "./write.ts";

/** A base that is there. */
interface Made {
  readonly session: Session;
  readonly options: InitOptions;
  readonly place: ConnectedPlace;
  readonly file: string;
  readonly request: BaseRequest;
  readonly survey: BaseSurvey;
}

/** What came of making a base: its fitness, the configuration, and what is left to do elsewhere. */
export async function baseResult(made: Made, result: CommandResult): Promise<CommandResult> {
  const { session, options, place, file, request, survey } = made;
  const { bucket, signAlias, sandboxRole = "" } = request.names;
  const outputOf = outputs(survey);
  const operator = outputOf("operator", "arn");
  const answers: InitAnswers = {
    bucket,
    kmsKey: outputOf("key", "arn"),
    transferServer: outputOf("server", "id"),
    signWith: signAlias,
    sandboxRole,
  };
  // The stand-in trusts the operator's role, and this is somebody else.
  const lines = await checkAll(place, { ...answers, sandboxRole: "" });
  const text = configText(choicesOf(place, answers, { boundary: outputOf("boundary", "arn") }));
  const keep = existsSync(file) && !options.force;
  if (!keep) writeWhole(session.host.disk, file, text, 0o644);
  const { outStyle: style } = session;
  const told = [
    fitnessText(lines, style),
    keep ? `${file} was there already and stays as it is; --force writes it anew.` : `Wrote ${file}.`,
    nextSteps(made, operator, answers),
  ];
  return {
    ...result,
    text: told.join("\n\n"),
    data: {
      ...result.data,
      file,
      choices: { ...answers },
      operator,
      findings: lines.map(lineJson),
    },
  };
}

/** What a part gives, whether it was made or used. */
function outputs({ items, used }: BaseSurvey): (id: string, name: string) => string {
  return (id, name) => used[id]?.[name] ?? items.find((item) => item.id === id)?.live?.outputs[name] ?? "";
}

function nextSteps({ request, session }: Made, operator: string, { bucket, kmsKey }: InitAnswers): string {
  const { sandboxRole } = request.names;
  const named = sandboxRole ?? "arn:aws:iam::SANDBOX_ACCOUNT:role/vendor-sandbox-partner";
  const stack = [
    "aws cloudformation deploy --stack-name vendor-stand-in --capabilities CAPABILITY_NAMED_IAM",
    "--template-file sandbox/account/stand-in-role.cfn.yaml --parameter-overrides",
    `OperatorRoleArn=${operator} Bucket=${shellWord(bucket ?? "")} KmsKeyArn=${kmsKey ?? ""}`,
  ].join(" ");
  const steps = [
    `With credentials of your sandbox account, from the folder of this package:\n   ${stack}`,
    ...(sandboxRole === undefined
      ? [
          `Name the stand-in, which the operator may then assume:\n   vendor init --base --sandbox-role ${named} --force${placeFlags(session.options)}`,
        ]
      : []),
    `Work as ${operator}, and bring the first partner:\n   vendor onboard${placeFlags(session.options)}`,
  ];
  return `Next:\n${steps.map((step, index) => `${index + 1}. ${step}`).join("\n")}`;
}
