import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host, LocalAws } from "../host.ts";
import { localConfigText } from "../local/config.ts";
import { localFolder } from "../local/state.ts";
import type { CommonOptions } from "../options.ts";
import type { Session } from "../session.ts";

/** A local AWS of its own in a folder of its own, and a session that works there. */
export interface Bench {
  readonly dir: string;
  readonly aws: LocalAws;
  readonly session: Session;
  /** Ends the AWS; `keep`: its folder stays, to be looked at. */
  close(keep: boolean): Promise<void>;
}

/** What is tested is that each path gets there, not how long it takes and stays. */
const GATES = { consecutive: 3, over: "300ms", deadline: "1m" };
const DELAYS = { minMs: 0, maxMs: 40, flapMs: 0 };

/**
 * Opens a bench. Nothing of the machine's own AWS settings and no configuration reach it.
 * @param more environment variables that its commands have
 */
export async function openBench(outer: Session, more: Host["env"]): Promise<Bench> {
  const { host, options } = outer;
  const dir = mkdtempSync(join(tmpdir(), "vendor-runbook-"));
  const folder = localFolder(dir);
  const { clock, random } = host;
  const aws = await host.startLocal({ dir: folder, clock, random, delays: DELAYS });
  const config = join(dir, "test.config.yaml");
  writeFileSync(config, localConfigText({ ...aws, gates: GATES }, folder, dir));
  return {
    dir,
    aws,
    session: {
      ...outer,
      host: hostIn(host, dir, aws, more),
      options: optionsIn(options, config),
      interactive: false,
    },
    close: async (keep) => {
      await aws.close();
      if (!keep) rmSync(dir, { recursive: true, force: true });
    },
  };
}

function hostIn(host: Host, cwd: string, aws: LocalAws, more: Host["env"]): Host {
  const { accessKeyId, secretAccessKey, sessionToken } = aws.credentials("operator");
  const env = {
    ...more,
    PATH: host.env.PATH,
    AWS_ENDPOINT_URL: aws.url,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  // Members that are made when they are first asked for stay so.
  return Object.create(host, { cwd: { value: cwd }, env: { value: env } }) as Host;
}

/** How results are told stays; where the work is done is the bench. */
function optionsIn({ local: _, profile: _profile, region: _region, ...told }: CommonOptions, config: string) {
  return { ...told, config, yes: true, input: false };
}
