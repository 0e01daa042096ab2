import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { type LocalAws, startLocalAws } from "../../sandbox/local-aws/index.ts";
import { systemClock, systemRandom } from "../../src/core/env.ts";
import { environmentOf, keysOf } from "../e2e/support/place.ts";
import { type Ended, startVendor } from "../e2e/support/vendor.ts";
import { type KillPoint, killName, watchCalls } from "./kill.ts";

const PRELOAD = fileURLToPath(new URL("preload.cjs", import.meta.url));

/** A folder of a company with its own local AWS; the product runs in it as processes that can be killed. */
export interface Ground {
  readonly dir: string;
  readonly local: LocalAws;
  /** Runs `vendor` to its end, or to its kill. */
  vendor(args: readonly string[], kill?: KillPoint): Promise<GroundRun>;
  write(file: string, text: string): void;
  /** Writes vendor.config.yaml, with other gates. */
  configure(gates: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** How a process ended, and what it had done. */
export interface GroundRun extends Ended {
  /** Changing calls, in the order in which they came in. */
  readonly calls: readonly string[];
  /** Writes into its own folder. */
  readonly writes: readonly string[];
}

/** Longer than any run takes by far: a process that does not end is a failure as well. */
const HUNG_MS = 400_000;

/** Short waits: that gates are passed matters here, not how long they are. */
const GATES = { consecutive: 2, over: "50ms", deadline: "60s" };

/** Opens a folder for one case, as a copy of `from` where that is given. */
export async function openGround(from?: string): Promise<Ground> {
  const dir = mkdtempSync(join(tmpdir(), "vendor-sim-"));
  if (from !== undefined) cpSync(from, dir, { recursive: true });
  const watch = watchCalls();
  const local = await startLocalAws({
    dir: join(dir, "aws"),
    delays: { minMs: 0, maxMs: 0, flapMs: 0 },
    clock: systemClock,
    random: systemRandom,
    onCall: watch.onCall,
  });
  const home = join(dir, "home");
  mkdirSync(home, { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(home, file), text);
  const gatesFile = join(dir, "gates.json");
  const configure = (gates: Readonly<Record<string, unknown>>) => {
    writeFileSync(gatesFile, JSON.stringify(gates));
    write("vendor.config.yaml", configText(local, gates));
  };
  // A copy keeps its gates and gets ports of its own.
  configure(existsSync(gatesFile) ? JSON.parse(readFileSync(gatesFile, "utf8")) : GATES);
  let runs = 0;
  return {
    dir,
    local,
    write,
    configure,
    async vendor(args, kill) {
      runs += 1;
      const trace = join(dir, `writes-${runs}.txt`);
      // A copy has the traces of the runs that prepared it.
      rmSync(trace, { force: true });
      const env = environmentOf(home, {
        AWS_ENDPOINT_URL: local.url,
        ...keysOf(local, "operator"),
        NODE_OPTIONS: `--require ${PRELOAD}`,
        NODE_NO_WARNINGS: "1",
        SIM_TRACE: trace,
        ...(kill === undefined ? {} : { SIM_KILL: killName(kill) }),
      });
      const { child, ended } = startVendor(home, args, env);
      watch.arm(kill, () => child.kill("SIGKILL"));
      const hung = setTimeout(() => child.kill("SIGABRT"), HUNG_MS);
      const end = await ended;
      clearTimeout(hung);
      const writes = existsSync(trace) ? readFileSync(trace, "utf8").trimEnd().split("\n") : [];
      return { ...end, calls: watch.calls(), writes };
    },
    async close() {
      await local.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function configText({ describe, sftp }: LocalAws, gates: Readonly<Record<string, unknown>>): string {
  return stringify({
    account: describe.account,
    region: describe.region,
    bucket: describe.bucket,
    kmsKey: describe.kmsKeyArn,
    transferServer: describe.transferServer,
    sftpEndpoint: `${sftp.host}:${sftp.port}`,
    sandboxAccount: { roleArn: describe.sandboxRoleArn },
    secretReaders: [describe.partnerDeskRoleArn],
    gates,
  });
}
