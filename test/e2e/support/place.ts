import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../../sandbox/local-aws/index.ts";
import { systemClock, systemRandom } from "../../../src/core/env.ts";
import { type Clients, clientsOf } from "./clients.ts";
import { type Ended, type Running, requireFreshBundle, startVendor } from "./vendor.ts";

/** A company's folder with a configuration, and the AWS that it names. */
export interface Place {
  readonly dir: string;
  readonly local: LocalAws;
  /** The enterprise's administrator: sees everything, and is nobody that the product knows. */
  readonly admin: Clients;
  /** Whoever hands secrets over: the one role beside a partner's own that may read them. */
  readonly desk: Clients;
  /** Environment that the command line gets; nothing else is in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `vendor` to its end. */
  vendor(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs `vendor … --json`. */
  json(...args: string[]): Promise<Ended>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  write(file: string, text: string): string;
  /** Writes vendor.config.yaml with members changed; `undefined` leaves one out. */
  configure(changes?: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** Short waits: what is tested here is that gates are passed, not how long they are. */
export const QUICK_GATES = { consecutive: 2, over: "100ms", deadline: "60s" };

/** Starts a local AWS in this process and makes a folder that is configured for it. */
export async function openPlace(options: Partial<LocalAwsOptions> = {}): Promise<Place> {
  requireFreshBundle();
  const dir = mkdtempSync(join(tmpdir(), "vendor-e2e-"));
  const local = await startLocalAws({
    dir: join(dir, "aws"),
    delays: { minMs: 0, maxMs: 40, flapMs: 0 },
    clock: systemClock,
    random: systemRandom,
    ...options,
  });
  const env = environmentOf(dir, { AWS_ENDPOINT_URL: local.url, ...keysOf(local, "operator") });
  const admin = clientsOf(local.url, local.credentials("admin"));
  const desk = clientsOf(local.url, local.credentials("partner-desk"));
  const start = (args: readonly string[], more = {}) => startVendor(dir, args, { ...env, ...more });
  const write = (file: string, text: string): string => {
    const path = join(dir, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const configure = (changes = {}) => void write("vendor.config.yaml", configText(local, changes));
  configure();
  return {
    dir,
    local,
    admin,
    desk,
    env,
    start,
    write,
    configure,
    vendor: (args, more) => start(args, more).ended,
    json: (...args) => start([...args, "--json"]).ended,
    async close() {
      admin.close();
      desk.close();
      await local.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The least that a program needs, a home without anybody's profiles, and `more`. */
export function environmentOf(
  home: string,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: home,
    NO_COLOR: "1",
    AWS_EC2_METADATA_DISABLED: "true",
    ...more,
  };
}

/** Keys of a role as the standard variables. */
export function keysOf(
  local: LocalAws,
  role: Parameters<LocalAws["credentials"]>[0],
): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = local.credentials(role);
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/** The text of a configuration for `local`, with members changed; `undefined` leaves one out. */
export function configText(
  { describe, sftp, plainUrl }: LocalAws,
  changes: Readonly<Record<string, unknown>>,
): string {
  const config: Readonly<Record<string, unknown>> = {
    account: describe.account,
    region: describe.region,
    bucket: describe.bucket,
    kmsKey: describe.kmsKeyArn,
    transferServer: describe.transferServer,
    sftpEndpoint: `${sftp.host}:${sftp.port}`,
    plainHttpEndpoint: plainUrl,
    sandboxAccount: { roleArn: describe.sandboxRoleArn },
    secretReaders: [describe.partnerDeskRoleArn],
    gates: QUICK_GATES,
    ...changes,
  };
  return stringify(Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)));
}
