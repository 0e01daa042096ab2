import { describe, expect, it } from "vitest";
import type { Call } from "../../src/core/call.ts";
import { digest } from "../../src/core/canonical.ts";
import { makeCall } from "../../src/engine/call.ts";
import { failure, type Reply, stepsBench } from "./support.ts";

const CREATE: Call = {
  service: "iam",
  operation: "CreateRole",
  input: { RoleName: "vendor-acme" },
  notYet: ["NoSuchEntity"],
};

/** Answers with each of `replies` in turn, then with the last one for ever. */
function inTurn(...replies: unknown[]): Reply {
  let count = 0;
  return () => {
    const reply = replies[Math.min(count++, replies.length - 1)];
    if (reply instanceof Error) throw reply;
    return reply;
  };
}

describe("makeCall", () => {
  it("writes its intent before the call and its result after it", async () => {
    const seen: string[] = [];
    const bench = stepsBench(() => {
      seen.push(bench.journal());
      return { Role: { Arn: "arn:1" } };
    });
    const made = await makeCall("apply/role", { ...CREATE, capture: { arn: "Role.Arn" } }, bench.context);
    expect(made.captured).toEqual({ arn: "arn:1" });
    expect(seen[0]).toMatch(/"intent".*"CreateRole"/);
    expect(seen[0]).not.toContain('"result"');
    expect(bench.journal()).toMatch(/"result".*"requestId":"R1".*"arn:1"/);
    expect(bench.records).toMatchObject([
      { step: "apply/role", operation: "CreateRole", requestId: "R1", input: digest(CREATE.input) },
    ]);
  });

  it("repeats what the call names as not yet, and what is busy, until it is taken", async () => {
    const bench = stepsBench(
      inTurn(failure("NoSuchEntity", "missing"), failure("ConcurrentModification", "conflict"), {}),
    );
    await makeCall("s", CREATE, bench.context);
    expect(bench.sent).toHaveLength(3);
    expect(bench.events.filter(({ type }) => type === "step.waiting")).toMatchObject([
      { code: "NoSuchEntity" },
      { code: "ConcurrentModification" },
    ]);
  });

  it("gives up once its patience has run out, and not before", async () => {
    const bench = stepsBench(inTurn(failure("NoSuchEntity", "missing")));
    const startedAt = bench.clock.now();
    await expect(makeCall("s", CREATE, bench.context)).rejects.toMatchObject({ code: "NoSuchEntity" });
    const waited = bench.clock.now() - startedAt;
    expect(waited).toBeGreaterThan(5_000);
    expect(waited).toBeLessThanOrEqual(10_000);
  });

  it("does not repeat what the call does not name", async () => {
    const bench = stepsBench(inTurn(failure("MalformedPolicyDocument", "invalid")));
    await expect(makeCall("s", CREATE, bench.context)).rejects.toMatchObject({
      code: "MalformedPolicyDocument",
    });
    expect(bench.sent).toHaveLength(1);
    expect(bench.journal()).toMatch(/"failure".*"MalformedPolicyDocument".*"REQUEST-1"/);
  });

  it("takes an error that settles the call for done", async () => {
    const bench = stepsBench(inTurn(failure("NoSuchEntity", "missing")));
    const call: Call = { service: "iam", operation: "DeleteRole", input: {}, settledBy: ["NoSuchEntity"] };
    expect(await makeCall("s", call, bench.context)).toEqual({ output: undefined, captured: {} });
  });

  it("sends nothing once the run is interrupted", async () => {
    const stop = new AbortController();
    stop.abort();
    const bench = stepsBench(() => ({}), stop.signal);
    await expect(makeCall("s", CREATE, bench.context)).rejects.toThrow();
    expect([bench.sent, bench.journal()]).toEqual([[], ""]);
  });

  it("reveals a private half to AWS, and to nothing that is written", async () => {
    const bench = stepsBench(() => ({}));
    bench.context.bindings.generate([{ id: "key", type: "ssh-ed25519" }]);
    const call: Call = {
      service: "secrets-manager",
      operation: "CreateSecret",
      input: { SecretString: { $json: { key: "${generated.key.privateKey}" } } },
    };
    await makeCall("s", call, bench.context);
    expect(String(bench.sent[0]?.input.SecretString)).toContain("PRIVATE KEY");
    const written = [
      bench.journal(),
      JSON.stringify(bench.records),
      JSON.stringify(bench.events),
      JSON.stringify(bench.context.bindings.material("key")),
    ];
    for (const text of written) expect(text).not.toMatch(/PRIVATE KEY|b3BlbnNzaC1rZXk/);
  });
});
