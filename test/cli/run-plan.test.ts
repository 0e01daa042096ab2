import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startLocalAws } from "../../sandbox/local-aws/index.ts";
import { runCli } from "../../src/cli/cli.ts";
import { type Disk, systemDisk } from "../../src/core/disk.ts";
import { systemClock } from "../../src/core/env.ts";
import { systemError } from "../support/memory-disk.ts";
import { fakeHost } from "./fake-host.ts";

const CHANGES: readonly (keyof Disk)[] = [
  "append",
  "link",
  "makeFolder",
  "remove",
  "rename",
  "sync",
  "write",
];

/** The disk of this machine, until it takes no change any more. */
function remounting() {
  const state = { readOnly: false };
  const disk = new Proxy(systemDisk, {
    get(whole, name: keyof Disk) {
      if (!CHANGES.includes(name)) return whole[name];
      return (path: string, ...rest: never[]) => {
        if (state.readOnly) throw systemError("EROFS", path);
        return (whole[name] as (path: string, ...rest: never[]) => unknown)(path, ...rest);
      };
    },
  });
  return { state, disk };
}

test("a disk that is read-only from the midst of a run on stops it, which tells how to go on; so it does", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "vendor-read-only-"));
  const { state, disk } = remounting();
  const vendor = async (...args: string[]) => {
    const fake = fakeHost([...args, "--local"], {
      cwd,
      startLocal: (options) =>
        startLocalAws({
          ...options,
          onCall({ operation }) {
            if (operation === "CreateSecret" && args[0] === "onboard") state.readOnly = true;
            return undefined;
          },
        }),
    });
    const exit = await runCli({ ...fake.host, clock: systemClock, disk });
    return { exit, said: fake.err().replace(/\s+/g, " ") };
  };
  try {
    const quick = ["--skip-test", "--reason", "it is not what is tested"];
    const stopped = await vendor("onboard", "acme", "--owner", "a@example.com", "--yes", ...quick);
    expect(stopped.exit, stopped.said).toBe(7);
    expect(stopped.said).toMatch(/its file system is mounted read-only.* Mount it for writing\./);
    expect(stopped.said).toContain("vendor resume acme --local");
    state.readOnly = false;
    const resumed = await vendor("resume", "acme");
    expect(resumed.exit, resumed.said).toBe(0);
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
