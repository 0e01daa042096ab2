import type { Problem } from "../../core/errors.ts";
import type { Answers } from "../prompts/series.ts";

/** Options of `vendor init`. */
export interface InitOptions {
  readonly bucket?: string;
  readonly kmsKey?: string;
  readonly transferServer?: string;
  /** `false` with `--no-sandbox-role`. */
  readonly sandboxRole?: string | false;
  readonly boundary?: string;
  readonly signWith?: string;
  readonly secretReader?: readonly string[];
  readonly force?: boolean;
  readonly allowUnfit?: boolean;
  readonly template?: boolean;
  readonly base?: boolean;
  readonly remove?: boolean;
  readonly dryRun?: boolean;
  readonly confirm?: string;
  readonly operatorRole?: string;
  readonly operator?: readonly string[];
  readonly auditBucket?: string;
  readonly auditDays?: number;
  readonly rollback?: boolean;
}

/** What the questions of `vendor init` are called. */
export type ChoiceName =
  | "bucket"
  | "kmsKey"
  | "transferServer"
  | "sandboxRole"
  | "signWith"
  | "secretReaders";

/** Its answers; an empty one means none. */
export type InitAnswers = Answers<string>;

/** What must be answered, and by which flags. */
const NEEDED: readonly { readonly name: ChoiceName; readonly flag: string; readonly hint?: string }[] = [
  { name: "bucket", flag: "--bucket NAME" },
  { name: "kmsKey", flag: "--kms-key ARN", hint: "An alias such as alias/partner-files is taken too." },
  { name: "transferServer", flag: "--transfer-server ID" },
  {
    name: "sandboxRole",
    flag: "--sandbox-role ARN",
    hint: "Without a sandbox account, say so with --no-sandbox-role: partners are then not rehearsed.",
  },
];

/** What the flags answer. */
export function givenAnswers(options: InitOptions): InitAnswers {
  const { bucket, kmsKey, transferServer, sandboxRole, signWith, secretReader } = options;
  const answers: Readonly<Record<ChoiceName, string | undefined>> = {
    bucket,
    kmsKey,
    transferServer,
    sandboxRole: sandboxRole === false ? "" : sandboxRole,
    signWith,
    secretReaders: secretReader?.join(", "),
  };
  return Object.fromEntries(
    Object.entries(answers).flatMap(([name, answer]) => (answer === undefined ? [] : [[name, answer]])),
  );
}

/** What is needed and not answered, all of it. */
export function missingAnswers(answers: InitAnswers): readonly Problem[] {
  return NEEDED.filter(({ name }) => answers[name] === undefined).map(({ name, flag, hint }) => ({
    field: name,
    message: "Needed and not given.",
    hint: `Give it with ${flag}.${hint === undefined ? "" : ` ${hint}`}`,
  }));
}
