import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bindInput } from "../../src/aws/bind.ts";
import { commandLine } from "../../src/aws/command-line.ts";
import type { Call } from "../../src/core/call.ts";
import type { Kind, Live, Scope } from "../../src/resources/kind.ts";
import { kinds } from "../../src/resources/registry.ts";

const run = promisify(execFile);

/** The AWS CLI checks names and types of all that it is given, and then finds nobody to send it to. */
const NOWHERE = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_MAX_ATTEMPTS: "1",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vendor-commands-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SCOPE: Scope = {
  partition: "aws",
  account: "123456789012",
  region: "eu-central-1",
  partner: "example",
  tags: { "vendor:partner": "example", "vendor:managed-by": "vendor" },
};

/** A resource as if it had been found; `version` tells one finding from another. */
function found({ desired, example, known }: Kind, version: string): Live {
  const state = desired(example, SCOPE);
  const memo = { versions: { AWSCURRENT: version.repeat(64) }, trust: {}, policies: { files: {} } };
  return {
    state: "description" in state ? { ...state, description: version, maxSessionSeconds: 7200 } : state,
    outputs: { ...known(example, SCOPE), grantId: version },
    owner: { ...SCOPE.tags, "vendor:owner": version },
    memo,
  };
}

/** Every call that a kind makes of its example: making it, bringing it back, taking it away. */
function callsOf(kind: Kind): readonly Call[] {
  const { example } = kind;
  const [before, now] = [found(kind, "a"), found(kind, "b")];
  const removal = { data: "keep", secretRecoveryDays: 7, disposable: false } as const;
  return [
    kind.create(example, SCOPE),
    kind.update(example, now, SCOPE),
    kind.restore(example, before, now, SCOPE, {}) ?? { calls: [] },
    kind.restore(example, before, undefined, SCOPE, {}) ?? { calls: [] },
    ...Object.values(kind.remove(example, now, SCOPE, removal)),
  ].flatMap(({ calls }) => calls);
}

it("commands for what could not be undone are what the AWS CLI takes", async () => {
  const calls = [...kinds.values()].flatMap(callsOf);
  const lines = calls.map((call) =>
    commandLine({ ...call, input: bindInput(call.input, () => "x".repeat(64)) }, SCOPE.region),
  );
  const limit = pLimit(4);
  // A body that is not empty stands as FILE in a command.
  writeFileSync(join(folder, "FILE"), "body");
  const check = (line: string) =>
    limit(async () => {
      const place = { cwd: folder, env: { ...process.env, ...NOWHERE } };
      const { stderr } = await run("sh", ["-c", line], place).catch((error: { stderr: string }) => error);
      return stderr.includes("Could not connect to the endpoint URL") ? "" : `${line}: ${stderr}`;
    });
  const one = new Map(lines.map((line, index) => [calls[index]?.operation, line]));
  const refused = await Promise.all([...one.values()].map(check));
  expect(one.size).toBeGreaterThan(18);
  expect(refused.filter((text) => text !== "")).toEqual([]);
});
