import { writeWhole } from "../../core/disk.ts";
import type { JsonObject } from "../../core/json.ts";
import type { FitnessLine } from "../../plan/fitness/line.ts";
import type { ConfigChoices } from "../../runbook/config-text.ts";
import { placeFlags } from "../flags.ts";
import { fitnessText } from "../render/fitness.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import type { ConnectedPlace } from "./connect.ts";
import type { InitAnswers, InitOptions } from "./flags.ts";
import { readersOf } from "./questions.ts";

/** What the configuration is written from. */
export function choicesOf(
  { account, region, local }: ConnectedPlace,
  answers: InitAnswers,
  { boundary }: Pick<InitOptions, "boundary">,
): ConfigChoices {
  const {
    bucket = "",
    kmsKey = "",
    transferServer = "",
    sandboxRole,
    signWith,
    secretReaders = "",
  } = answers;
  const chosen = ["", local?.describe.transferServer].includes(transferServer);
  const own = local !== undefined && local.describe.bucket === bucket && chosen ? local : undefined;
  return {
    account,
    region,
    bucket,
    kmsKey,
    ...(transferServer === "" ? {} : { transferServer }),
    ...(own === undefined
      ? {}
      : {
          ...(transferServer === "" ? {} : { sftpEndpoint: `${own.sftp.host}:${own.sftp.port}` }),
          plainHttpEndpoint: own.plainUrl,
        }),
    ...(sandboxRole ? { sandboxRole } : {}),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    secretReaders: readersOf(secretReaders),
    ...(signWith ? { signWith } : {}),
  };
}

/** Writes the configuration, and tells what is found of what it names. */
export function written(
  { host, outStyle, options }: Session,
  file: string,
  text: string,
  lines: readonly FitnessLine[],
  answers: InitAnswers = {},
): CommandResult {
  writeWhole(host.disk, file, text, 0o644);
  const filled = lines.length > 0;
  const first = filled ? "Commit it" : "Fill in your account, bucket, key and server";
  const next = `${first}, then: vendor onboard${placeFlags(options)}`;
  return {
    outcome: "done",
    text: [...(filled ? [fitnessText(lines, outStyle)] : []), `Wrote ${file}.\n${next}`].join("\n\n"),
    data: { file, choices: { ...answers }, findings: lines.map(lineJson) },
  };
}

/** A finding for programs. */
export function lineJson({ level, field, text, fix, commands }: FitnessLine): JsonObject {
  return {
    level,
    field,
    text,
    ...(fix === undefined ? {} : { fix }),
    ...(commands === undefined ? {} : { commands }),
  };
}
