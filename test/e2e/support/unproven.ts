import { connectAws } from "../../../src/aws/connect.ts";
import { systemDisk } from "../../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../../src/core/env.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { execute } from "../../../src/engine/run.ts";
import type { RunOutcome } from "../../../src/engine/types.ts";
import { loadConfig } from "../../../src/runbook/config.ts";
import { planOnboard } from "../../../src/runbook/planning.ts";
import { loadRunbook } from "../../../src/runbook/runbooks.ts";
import { openStore } from "../../../src/store/store.ts";
import { systemEffects } from "../../aws/wire.ts";
import { noSignal } from "../../support/signal.ts";
import type { Place } from "./place.ts";

/**
 * Onboards by a runbook of `place` without the proof that comes before any call: what documents alone would refuse is
 * then for the access test to find, as it must where documents are changed behind the product's back.
 */
export async function onboardUnproven(
  { dir, local }: Place,
  partner: string,
  file: string,
  inputs: JsonObject,
): Promise<RunOutcome> {
  const aws = connectAws({
    region: local.describe.region,
    credentials: local.credentials("operator"),
    env: { AWS_ENDPOINT_URL: local.url },
    userAgent: "vendor-cli/test",
    ...systemEffects,
  });
  try {
    const config = loadConfig({ path: undefined, cwd: dir });
    const runbook = loadRunbook(file, { own: [], shipped: dir }, dir);
    const request = { config, runbook, partner, owner: "team@example.com", inputs };
    const plan = await planOnboard(request, { aws, tool: "vendor-cli/test" });
    const store = openStore(config.store, {
      clock: systemClock,
      random: systemRandom,
      machine: thisMachine(),
      disk: systemDisk,
    });
    return await execute(plan, {
      aws,
      clock: systemClock,
      random: systemRandom,
      sink: { emit: () => undefined },
      run: "run-unproven",
      after: [],
      resumeCommand: "vendor resume",
      store,
      lock: { isHeld: async () => true },
      rollback: true,
      signal: noSignal(),
      sandboxRole: local.describe.sandboxRoleArn,
    });
  } finally {
    aws.close();
  }
}
