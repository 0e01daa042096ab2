import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configText, makeBase } from "./aws.ts";
import { liveBy } from "./globals.ts";
import { luckOf } from "./luck.ts";
import { ownRunbooks } from "./scripts.ts";

/** When every simulation begins. */
export const START = Date.UTC(2026, 2, 2, 8);

/** What the simulations of one worker share. */
export interface VirtualGround {
  /** Folder of the company: configuration and runbooks are real files, the store is on the simulated disk. */
  readonly home: string;
  readonly base: string;
  readonly runbooks: string;
  /** A new folder for the local AWS of one simulation. */
  dir(name: string): string;
  close(): void;
}

/** Short waits on a clock that costs nothing: few calls matter more than few minutes. */
const GATES = { consecutive: 2, over: "2s", deadline: "2m" };

/** Files of the local AWS need not outlive the worker. */
const MEMORY = "/dev/shm";

/** Makes the ground of a worker. @param runbooks folder of the shipped ones */
export async function openVirtualGround(runbooks: string): Promise<VirtualGround> {
  const dir = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "vendor-virtual-"));
  const home = join(dir, "home");
  const base = join(dir, "base");
  mkdirSync(home);
  const random = luckOf(0, "keys of the base");
  const after = () => ({ cancel: () => undefined });
  liveBy({ now: () => START, random, after });
  const kmsKey = await makeBase(base, START);
  liveBy(undefined);
  writeFileSync(join(home, "vendor.config.yaml"), configText(kmsKey, GATES));
  const shipped = readFileSync(join(runbooks, "hosted-sftp.yaml"), "utf8");
  for (const [file, text] of Object.entries(ownRunbooks(shipped))) writeFileSync(join(home, file), text);
  return {
    home,
    base,
    runbooks,
    dir: (name) => join(dir, name),
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}
