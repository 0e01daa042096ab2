import { startLocalAws } from "../../sandbox/local-aws/index.ts";
import type { LocalAws } from "../../sandbox/local-aws/options.ts";
import { runCli } from "../../src/cli/cli.ts";
import type { Host } from "../../src/cli/host.ts";
import { systemClock } from "../../src/core/env.ts";
import { fakeHost } from "./fake-host.ts";

type StartLocal = Host["startLocal"];

/** Everybody sees a change at once, or nearly so: consistency is not what is tested. */
const atOnce: StartLocal = (options) =>
  startLocalAws({ ...options, delays: { minMs: 0, maxMs: 0, flapMs: 0 } });

/** Runs `vendor ARGS… --local` in this process. @param startLocal absent: each command starts the folder's AWS anew */
export async function runLocal(cwd: string, args: readonly string[], startLocal: StartLocal = atOnce) {
  const fake = fakeHost([...args, "--local"], { cwd, startLocal });
  const exit = await runCli({ ...fake.host, clock: systemClock });
  return { exit, out: fake.out(), err: fake.err() };
}

/** A local AWS that the first command starts, and that stays up for those that follow, and for the test. */
export function oneLocalAws() {
  let started: Promise<LocalAws> | undefined;
  const startLocal: StartLocal = async (options) => {
    started ??= startLocalAws({ ...options, delays: { minMs: 0, maxMs: 0, flapMs: 0 } });
    return { ...(await started), close: async () => undefined };
  };
  return {
    startLocal,
    /** @throws where no command has started it */
    async aws(): Promise<LocalAws> {
      if (started === undefined) throw new Error("No local AWS was started.");
      return started;
    },
    close: async () => (await started)?.close(),
  };
}

/** Text as one line, however it was wrapped. */
export function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
