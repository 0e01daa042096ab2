import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { vendorError } from "../../core/errors.ts";
import type { Host, LocalAws, LocalRole } from "../host.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { localConfigText } from "./config.ts";
import { embedLocal } from "./open.ts";
import {
  localFolder,
  publishCredentials,
  publishServer,
  resetLocal,
  runningServer,
  servedCredentials,
  withdrawServer,
} from "./state.ts";

/** Options of `vendor local`. */
export interface LocalCommandOptions {
  readonly port?: number;
  readonly sftpPort?: number;
  readonly seed?: number;
  /** `false` with `--no-enforcement`. */
  readonly enforcement: boolean;
  readonly faults?: string;
  readonly dir?: string;
  readonly env?: boolean;
  readonly as: LocalRole;
  readonly printConfig?: boolean;
  readonly reset?: boolean;
}

/** Sessions of the local AWS last twelve hours. */
const RENEW_MS = 6 * 3_600_000;

/** Serves the local AWS, or tells about the one that is served. */
export async function local(session: Session, options: LocalCommandOptions): Promise<CommandResult> {
  const { host } = session;
  const dir = options.dir === undefined ? localFolder(host.cwd) : resolve(host.cwd, options.dir);
  if (options.env) return environment(host, dir, options.as);
  if (options.printConfig) return configuration(host, dir);
  const running = await runningServer(dir, host.machine);
  if (running !== undefined) throw vendorError("localRunning", { pid: running.pid, url: running.url });
  if (options.reset) {
    await resetLocal(dir);
    return { outcome: "done", text: `Removed ${dir}.`, data: { dir } };
  }
  return serve(session, dir, options);
}

async function environment(host: Host, dir: string, role: LocalRole): Promise<CommandResult> {
  const server = await runningServer(dir, host.machine);
  const keys = await servedCredentials(dir, role);
  if (server === undefined || keys === undefined) throw vendorError("localNotRunning", {});
  const variables: Readonly<Record<string, string>> = {
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken ?? "",
    AWS_REGION: server.describe.region,
    AWS_DEFAULT_REGION: server.describe.region,
  };
  // A token of another role that is left in the shell would spoil the keys.
  const lines = Object.entries(variables).map(([name, value]) =>
    value === "" ? `unset ${name}` : `export ${name}=${quoted(value)}`,
  );
  return { outcome: "done", text: lines.join("\n"), data: { env: variables } };
}

function quoted(value: string): string {
  return /^[\w.:/=+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

async function configuration(host: Host, dir: string): Promise<CommandResult> {
  const server = await runningServer(dir, host.machine);
  if (server === undefined) throw vendorError("localNotRunning", {});
  const text = localConfigText(server, dir, host.cwd);
  return { outcome: "done", text: text.trimEnd(), data: { config: text } };
}

async function serve(session: Session, dir: string, options: LocalCommandOptions): Promise<CommandResult> {
  const { host } = session;
  const { port, sftpPort, seed, enforcement, faults } = options;
  const aws = await embedLocal(host, {
    dir,
    enforcing: enforcement,
    ...(port === undefined ? {} : { port }),
    ...(sftpPort === undefined ? {} : { sftpPort }),
    ...(seed === undefined ? {} : { seed }),
    ...(faults === undefined ? {} : { faults: readFaults(resolve(host.cwd, faults), faults) }),
  });
  try {
    publishServer(dir, aws, host);
    host.stderr.write(`${greeting(aws, dir, options)}\n`);
    await untilStopped(session, async () => publishCredentials(dir, aws, host.disk));
  } finally {
    await withdrawServer(dir);
    await aws.close();
  }
  return {
    outcome: "done",
    text: "Stopped. Its state is kept; `vendor local --reset` removes it.",
    data: { dir },
  };
}

function readFaults(path: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw vendorError("fileUnreadable", { file }, { cause });
  }
}

function greeting(aws: LocalAws, dir: string, { enforcement }: LocalCommandOptions): string {
  const { account, sandboxAccount, region, bucket, transferServer } = aws.describe;
  return [
    `A local AWS serves at ${aws.url}${enforcement ? "" : ", WITHOUT IAM: everything is allowed"}`,
    `  plain http   ${aws.plainUrl} (as AWS sees it, without TLS: the bucket denies it)`,
    `  sftp         ${aws.sftp.host}:${aws.sftp.port}`,
    `  accounts     ${account} (enterprise), ${sandboxAccount} (sandbox), ${region}`,
    `  base         bucket ${bucket}, Transfer server ${transferServer}`,
    `  state        ${dir}`,
    "",
    "Try it in another shell, in this folder:",
    "  vendor onboard acme --local                         works on it as it is",
    '  eval "$(vendor local --env)"                        lets the AWS CLI and SDKs work on it',
    "  vendor local --print-config > vendor.config.yaml    and, after that, vendor without --local",
    "Ctrl-C stops it; its state is kept.",
  ].join("\n");
}

/** Resolves at the first stop signal; keys are renewed until then. */
async function untilStopped({ host, stops }: Session, renew: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const release = stops.take(() => stop.abort());
  try {
    while (!stop.signal.aborted) {
      await host.clock.sleep(RENEW_MS, stop.signal);
      await renew();
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    release();
  }
}
