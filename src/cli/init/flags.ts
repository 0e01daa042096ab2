import { type Problem, vendorError } from "../../core/errors.ts";
import type { Stopping } from "../planned.ts";
import type { Answers } from "../prompts/series.ts";

/** Options of `vendor init`. */
export interface InitOptions extends Stopping {
  readonly bucket?: string;
  readonly kmsKey?: string;
  /** `false` with `--no-transfer-server`. */
  readonly transferServer?: string | false;
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
  /** A plan that was reviewed. */
  readonly plan?: string;
  readonly confirm?: string;
  readonly operatorRole?: string;
  readonly operator?: readonly string[];
  readonly auditBucket?: string;
  readonly auditDays?: number;
  readonly rollback?: boolean;
}

/** What says something about a base that is made or taken away, and about nothing else. */
const OF_BASE: readonly (readonly [name: keyof InitOptions, flag: string])[] = [
  ["remove", "--remove"],
  ["confirm", "--confirm"],
  ["dryRun", "--dry-run"],
  ["planOut", "--plan-out"],
  ["plan", "--plan"],
  ["format", "--format"],
  ["exitCode", "--exit-code"],
  ["operatorRole", "--operator-role"],
  ["operator", "--operator"],
  ["auditBucket", "--audit-bucket"],
  ["auditDays", "--audit-days"],
];

/** @throws VendorError `usageInvalid` where what is meant for a base is given without `--base` */
export function refuseWithoutBase(options: InitOptions): void {
  const given = OF_BASE.filter(([name]) => options[name] !== undefined).map(([, flag]) => flag);
  if (options.base || given.length === 0) return;
  const what = `${given.join(", ")}: only with --base, which makes a base or takes it away.`;
  throw vendorError("usageInvalid", { what, command: "init" });
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
  {
    name: "transferServer",
    flag: "--transfer-server ID",
    hint: "Without one, say so with --no-transfer-server: no partner then logs in over SFTP here.",
  },
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
    transferServer: transferServer === false ? "" : transferServer,
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
