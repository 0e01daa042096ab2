import { describe, expect, it } from "vitest";
import { summarize } from "../../src/access/matrix.ts";
import { runProbes } from "../../src/access/test.ts";
import type { Event } from "../../src/core/events.ts";
import type { AttemptResult, Probe } from "../../src/core/probe.ts";

function probeOf(id: string, expected: Probe["expect"], more: Partial<Probe> = {}): Probe {
  return {
    id,
    group: id.split(".")[0] ?? id,
    actor: "partner",
    attempt: { type: "aws", call: { service: "s3", operation: "ListObjectsV2", input: {} } },
    expect: expected,
    title: id,
    reason: "because",
    ...more,
  };
}

/** Runs probes against scripted answers: the last answer of a probe repeats. */
async function test(
  probes: readonly Probe[],
  script: Readonly<Record<string, readonly AttemptResult["verdict"][]>>,
  signal = new AbortController().signal,
) {
  const asked: string[] = [];
  const events: Event[] = [];
  let now = 0;
  const results = await runProbes(
    probes,
    async ({ id }) => {
      const answers = script[id] ?? [];
      const nth = asked.filter((other) => other === id).length;
      asked.push(id);
      return { verdict: answers[Math.min(nth, answers.length - 1)] ?? "error", code: `code-of-${id}` };
    },
    {
      clock: {
        now: () => now,
        elapsed: () => now,
        sleep: async (ms) => {
          now += ms;
        },
      },
      sink: { emit: (event) => events.push(event) },
      signal,
      phase: "rehearsal",
    },
  );
  return {
    asked,
    events,
    results,
    verdicts: Object.fromEntries(results.map(({ id, verdict, ok }) => [id, ok ? "ok" : verdict])),
  };
}

const OWN = probeOf("own.list", "allowed");
const OTHER = probeOf("list.other", "denied", { control: OWN.id });

describe("runProbes", () => {
  it("asks controls first, whatever the order, and answers in the order of the probes", async () => {
    const { asked, results, verdicts } = await test([OTHER, OWN], {
      "own.list": ["allowed"],
      "list.other": ["denied"],
    });
    expect(asked).toEqual(["own.list", "list.other"]);
    expect(results.map((result) => result.id)).toEqual(["list.other", "own.list"]);
    expect(verdicts).toEqual({ "list.other": "ok", "own.list": "ok" });
  });

  it("keeps the order of one actor's controls", async () => {
    const steps = ["put", "get", "rename", "remove"].map((name) =>
      probeOf(`sftp.${name}`, "allowed", { actor: "sftp" }),
    );
    const { asked } = await test(steps, Object.fromEntries(steps.map((step) => [step.id, ["allowed"]])));
    expect(asked).toEqual(["sftp.put", "sftp.get", "sftp.rename", "sftp.remove"]);
  });

  it.each(["denied", "error"] as const)("counts no denial whose control was %s", async (answer) => {
    const { verdicts } = await test([OWN, OTHER], { "own.list": [answer], "list.other": ["denied"] });
    expect(verdicts["list.other"]).toBe("vacuous");
  });

  it("counts no denial whose control is not there", async () => {
    const { verdicts } = await test([OTHER], { "list.other": ["denied"] });
    expect(verdicts["list.other"]).toBe("vacuous");
  });

  it("never asks again after something was wrongly allowed", async () => {
    const { asked, verdicts } = await test([OWN, OTHER], {
      "own.list": ["allowed"],
      "list.other": ["allowed", "denied"],
    });
    expect(asked.filter((id) => id === OTHER.id)).toHaveLength(1);
    expect(verdicts["list.other"]).toBe("allowed");
  });

  it("asks again where a path flaps or an answer is unclear, a few times", async () => {
    const { asked, results, verdicts } = await test([OWN, OTHER], {
      "own.list": ["denied", "error", "allowed"],
      "list.other": ["error"],
    });
    expect(verdicts).toEqual({ "own.list": "ok", "list.other": "error" });
    expect(asked.filter((id) => id === OTHER.id)).toHaveLength(4);
    expect(results[0]).toMatchObject({ ms: 1_500, code: "code-of-own.list" });
  });

  it("tells each result once", async () => {
    const { events, results } = await test([OWN, OTHER], {
      "own.list": ["allowed"],
      "list.other": ["denied"],
    });
    expect(events).toEqual(results.map((result) => ({ type: "probe.finished", phase: "rehearsal", result })));
  });

  it("rejects with the signal's reason", async () => {
    const reason = new Error("interrupted");
    await expect(test([OWN], {}, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("summarize", () => {
  it("counts by group and names what failed", async () => {
    const { results } = await test([OWN, OTHER, probeOf("list.root", "denied", { control: OWN.id })], {
      "own.list": ["allowed"],
      "list.other": ["allowed"],
      "list.root": ["denied"],
    });
    expect(summarize(results)).toEqual({
      groups: [
        { group: "own", passed: 1, failed: 0 },
        { group: "list", passed: 1, failed: 1 },
      ],
      total: 3,
      failedIds: ["list.other"],
    });
  });
});
