import { expect, test } from "vitest";
import { refuseStale } from "../../src/cli/moved.ts";
import type { Phase, Plan } from "../../src/core/plan.ts";
import { stepOf } from "../engine/support.ts";

function phaseOf(name: Phase["name"], steps: readonly string[]): Phase {
  const named = steps.map((id) => stepOf(`${name}/${id}`));
  const stage = { type: "steps", name: "steps", title: "Steps", steps: named } as const;
  return { name, title: name, subject: "acme", tags: {}, actors: {}, resources: {}, stages: [stage] };
}

function planOf(digest: string, phases: readonly Phase[]): Plan {
  return {
    format: "vendor-plan/1",
    digest,
    command: "onboard",
    partner: "acme",
    tool: "vendor-cli/0",
    runbook: { name: "hosted-sftp", version: "1.0.0", digest: "sha256:r", from: "hosted-sftp" },
    account: "123456789012",
    partition: "aws",
    region: "eu-central-1",
    owner: "team@example.com",
    inputs: {},
    options: {},
    warnings: [],
    phases,
  };
}

test("phases and stages that are in one plan only are told as a whole, all else step by step", () => {
  const reviewed = planOf("one", [
    phaseOf("rehearsal", ["apply/role", "apply/user", "seed/canary"]),
    phaseOf("live", ["apply/role", "seed/canary"]),
  ]);
  const current = planOf("other", [phaseOf("live", ["apply/role", "apply/user", "retired/old"])]);
  const problems: unknown = expect.objectContaining({
    problems: [
      { field: "rehearsal", message: "3 steps, no longer to be made." },
      { field: "live/seed", message: "1 step, no longer to be made." },
      { field: "live/apply/user", message: expect.stringContaining("The plan says: nothing; now it would:") },
      { field: "live/retired", message: "1 step, newly to be made." },
    ],
  });
  expect(() => refuseStale("plan.json", reviewed, current)).toThrow(problems as Error);
});
