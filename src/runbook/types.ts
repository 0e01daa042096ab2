import type { JsonObject } from "../core/json.ts";
import type { GateTiming } from "../core/plan.ts";

/** `vendor.config.yaml`, checked and with its defaults filled in. */
export interface Config {
  /** Absolute path of the file it came from; absent where it was made in memory (`--local`). */
  readonly file?: string;
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** Key ARN. */
  readonly kmsKey: string;
  /** Absent: only runbooks that have no use for one work. */
  readonly transferServer?: string;
  /** `host` and `port` of the SFTP endpoint, where it is not the server's own. */
  readonly sftpEndpoint?: { readonly host: string; readonly port: number };
  /** S3's endpoint without TLS, or `none`. Absent or `none`: it is not probed. */
  readonly plainHttpEndpoint?: string;
  readonly sandboxAccount?: { readonly roleArn: string };
  readonly permissionsBoundary?: string;
  /** Roles (ARNs) beside the partner's own that may read a partner's secret, to hand it over. */
  readonly secretReaders: readonly string[];
  readonly naming: {
    readonly role: string;
    readonly user: string;
    readonly secret: string;
    readonly prefix: string;
  };
  /** Absolute folder of journals, locks and partner state. */
  readonly store: string;
  readonly audit: {
    readonly store: string;
    /** KMS key that signs the log's head: key id, key ARN, alias or alias ARN. */
    readonly signWith?: string;
  };
  readonly gates: GateTiming;
  /** Absolute folders with a team's own runbooks, searched before the shipped ones. */
  readonly runbooks: readonly string[];
  readonly hooks: readonly Hook[];
}

/** Somebody who is told of what happens. */
export interface Hook {
  /** Types of the events that it is told of. */
  readonly on: readonly string[];
  /** A program with its arguments, or a URL that is posted to. */
  readonly to:
    | { readonly program: string; readonly args: readonly string[] /** Absolute. */; readonly folder: string }
    | { readonly url: string }
    /** The name of the environment variable that holds the URL. */
    | { readonly urlIn: string };
  readonly timeoutMs: number;
}

/** Types of inputs that a runbook may ask for. Each has its own validation, the same in wizard, flags and files. */
export type InputType =
  | "text"
  | "email"
  | "aws-account"
  | "aws-role-name"
  | "ssh-public-key"
  | "ssh-host-key"
  | "port"
  | "secret"
  | "choice"
  | "boolean";

/** One input that a runbook declares. */
export interface InputSpec {
  readonly name: string;
  readonly type: InputType;
  /** The wizard's question. */
  readonly prompt: string;
  /** One or two sentences for `?` and `--help`. */
  readonly help: string;
  readonly required: boolean;
  readonly default?: string | boolean | number | undefined;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
  /** Of a text: a regular expression that the whole of it must match. */
  readonly pattern?: string;
  /** What the pattern asks for, in words that end `Must be …`. */
  readonly mustBe?: string;
  /** Asked only where this other input has one of these values (`"*"`: any value at all). */
  readonly when?: { readonly input: string; readonly is: readonly string[] };
}

/** A runbook as the command line sees it. The rest stays inside this rank. */
export interface RunbookSummary {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** `shipped`, or the file's path. */
  readonly source: string;
  readonly digest: string;
  /** What loads it again: its name, or the path that was given. */
  readonly from: string;
  readonly inputs: readonly InputSpec[];
}

/** A partner file: what a person answered, to be reviewed, committed and run again. */
export interface PartnerFile {
  readonly partner: string;
  readonly runbook: string;
  /** E-mail address of the owning team. */
  readonly owner: string;
  readonly inputs: JsonObject;
}
