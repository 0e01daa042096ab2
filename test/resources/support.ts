import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws } from "../../sandbox/local-aws/index.ts";
import type { LocalAws } from "../../sandbox/local-aws/options.ts";
import type { Aws } from "../../src/aws/aws.ts";
import { bindInput, type Values } from "../../src/aws/bind.ts";
import { connectAws } from "../../src/aws/connect.ts";
import { AwsFailure } from "../../src/aws/failure.ts";
import type { Call } from "../../src/core/call.ts";
import { systemClock, systemRandom } from "../../src/core/env.ts";
import type { Change } from "../../src/core/plan.ts";
import { generateSshKeyPair } from "../../src/core/ssh-keys.ts";
import type { Kind, Scope } from "../../src/resources/kind.ts";
import { systemEffects } from "../aws/wire.ts";

/** A local AWS whose writes are seen at once, and the operator's way to it. */
export interface Bench {
  readonly local: LocalAws;
  readonly operator: Aws;
  readonly admin: Aws;
  close(): Promise<void>;
}

/** Starts a {@link Bench} in a folder of its own. */
export async function startBench(): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), "vendor-resources-"));
  const delays = { minMs: 0, maxMs: 0, flapMs: 0 };
  const local = await startLocalAws({ dir, delays, clock: systemClock, random: systemRandom });
  const connect = (role: "operator" | "admin") =>
    connectAws({
      region: local.describe.region,
      credentials: local.credentials(role),
      env: { AWS_ENDPOINT_URL: local.url },
      userAgent: "vendor-cli/test",
      ...systemEffects,
    });
  const operator = connect("operator");
  const admin = connect("admin");
  return {
    local,
    operator,
    admin,
    async close() {
      operator.close();
      admin.close();
      await local.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** Where the test's resources live, and whose they are. */
export function scopeOf({ local }: Bench, partner: string): Scope {
  return {
    partition: "aws",
    account: local.describe.account,
    region: local.describe.region,
    partner,
    tags: {
      "vendor:partner": partner,
      "vendor:runbook": "hosted-sftp@1.0.0",
      "vendor:owner": "team@example.com",
      "vendor:managed-by": "vendor",
    },
  };
}

/** Carries changes out as a run does: material, calls in order, tasks, outputs. */
export function runner(aws: Aws, scope: Scope) {
  const outputs = new Map<string, string>();
  const materials = new Map<string, ReturnType<typeof generateSshKeyPair>>();
  const warnings: string[] = [];
  const values: Values = (namespace, path) => {
    if (namespace === "run") return "2030-01-01T00:00:00Z";
    const [id = "", name = ""] = path.split(".");
    if (namespace !== "generated") return outputs.get(namespace === "self" ? path : name);
    const material = materials.get(id);
    return name === "privateKey" ? material?.privateKey.reveal() : material?.publicKey;
  };

  async function make(call: Call): Promise<unknown> {
    try {
      const { output } = await aws.sendCall(call.service, call.operation, bindInput(call.input, values));
      for (const [name, path] of Object.entries(call.capture ?? {})) {
        const found = path
          .split(".")
          .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], output);
        outputs.set(name, String(found));
      }
      return output;
    } catch (error) {
      if (error instanceof AwsFailure && call.settledBy?.includes(error.code)) return undefined;
      throw error;
    }
  }

  return {
    outputs,
    materials,
    warnings,
    async run(kind: Kind, change: Change): Promise<void> {
      for (const { id, type } of change.generates ?? []) materials.set(id, generateSshKeyPair(type));
      for (const call of change.calls) await make(call);
      if (change.task) {
        const task = kind.tasks?.[change.task.name];
        if (task === undefined) throw new Error(`no task ${change.task.name}`);
        await task(change.task.input, {
          aws,
          scope,
          warn: (text) => warnings.push(text),
          mutate: make,
          clock: { ...systemClock, sleep: async () => {} },
        });
      }
      for (const [name, value] of Object.entries(bindInput(change.outputs ?? {}, values)))
        outputs.set(name, String(value));
    },
  };
}
