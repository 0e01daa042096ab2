import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { LocalDescription } from "../src/cli/host.ts";
import { plainEnv } from "./rounds.ts";

/** A local AWS in another process, and a folder with a configuration for it. */
export interface Served {
  readonly dir: string;
  readonly url: string;
  readonly describe: LocalDescription;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** Runs `work` beside a local AWS whose writes are visible at once, and stops that afterwards. */
export async function besideLocalAws<T>(work: (served: Served) => T): Promise<T> {
  const child = fork(join(import.meta.dirname, "local-aws.ts"), [], {
    execArgv: ["--import", "tsx"],
    env: plainEnv(),
  });
  try {
    return work(await introduction(child));
  } finally {
    const exit = once(child, "exit");
    child.disconnect();
    await exit;
  }
}

async function introduction(child: ChildProcess): Promise<Served> {
  const [served] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error("The local AWS did not start."))),
  ]);
  return served as Served;
}

/** The environment of a program that works on the served AWS, and on nothing else. */
export function awsEnv({ url, credentials, describe }: Served): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return {
    PATH,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
    AWS_REGION: describe.region,
    AWS_DEFAULT_REGION: describe.region,
  };
}
