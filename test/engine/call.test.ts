import { describe, expect, it } from "vitest";
import { AwsFailure } from "../../src/aws/failure.ts";
import type { Call } from "../../src/core/call.ts";
import { digest } from "../../src/core/canonical.ts";
import { makeCall } from "../../src/engine/call.ts";
import { failure, type Reply, stepOf, stepsBench } from "./support.ts";

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
    const made = await makeCall(
      stepOf("apply/role"),
      { ...CREATE, capture: { arn: "Role.Arn" } },
      bench.context,
    );
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
    await makeCall(stepOf("s"), CREATE, bench.context);
    expect(bench.sent).toHaveLength(3);
    expect(bench.events.filter(({ type }) => type === "step.waiting")).toMatchObject([
      { code: "NoSuchEntity" },
      { code: "ConcurrentModification" },
    ]);
  });

  it("gives up once its patience has run out, and not before", async () => {
    const bench = stepsBench(inTurn(failure("NoSuchEntity", "missing")));
    const startedAt = bench.clock.now();
    await expect(makeCall(stepOf("s"), CREATE, bench.context)).rejects.toMatchObject({
      code: "NoSuchEntity",
    });
    const waited = bench.clock.now() - startedAt;
    expect(waited).toBeGreaterThan(5_000);
    expect(waited).toBeLessThanOrEqual(10_000);
  });

  it.each([3_600_000, -3_600_000])("keeps its patience when the clock is put %d ms on", async (jump) => {
    const bench = stepsBench(inTurn(failure("NoSuchEntity", "missing")));
    const { clock } = bench;
    let put = 0;
    const jumping = {
      ...clock,
      now: () => clock.now() + put,
      sleep: (ms: number, signal?: AbortSignal) => {
        put = jump;
        return clock.sleep(ms, signal);
      },
    };
    const startedAt = clock.elapsed();
    const call = makeCall(stepOf("s"), CREATE, { ...bench.context, clock: jumping });
    await expect(call).rejects.toMatchObject({ code: "NoSuchEntity" });
    const waited = clock.elapsed() - startedAt;
    expect([waited > 5_000, waited <= 10_000]).toEqual([true, true]);
  });

  it("does not repeat what the call does not name", async () => {
    const bench = stepsBench(inTurn(failure("MalformedPolicyDocument", "invalid")));
    await expect(makeCall(stepOf("s"), CREATE, bench.context)).rejects.toMatchObject({
      code: "MalformedPolicyDocument",
    });
    expect(bench.sent).toHaveLength(1);
    expect(bench.journal()).toMatch(/"failure".*"MalformedPolicyDocument".*"REQUEST-1"/);
  });

  it("takes an error that settles the call for done", async () => {
    const bench = stepsBench(inTurn(failure("NoSuchEntity", "missing")));
    const call: Call = { service: "iam", operation: "DeleteRole", input: {}, settledBy: ["NoSuchEntity"] };
    expect(await makeCall(stepOf("s"), call, bench.context)).toEqual({ output: undefined, captured: {} });
  });

  it("sends nothing once the run is interrupted", async () => {
    const stop = new AbortController();
    stop.abort();
    const bench = stepsBench(() => ({}), stop.signal);
    await expect(makeCall(stepOf("s"), CREATE, bench.context)).rejects.toThrow();
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
    await makeCall(stepOf("s"), call, bench.context);
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

describe("a call that would make another where it is sent again, and was not answered", () => {
  const CREATE_SERVER: Call = {
    service: "transfer",
    operation: "CreateServer",
    input: {},
    capture: { id: "ServerId" },
  };
  const step = stepOf("live/apply/server", { resource: "server", kind: "transfer-server" });
  const lost = (code: string) =>
    new AwsFailure("transfer", "CreateServer", code, "no answer", 0, undefined, "unavailable");
  const tags = (partner: string) => [
    { Key: "Name", Value: "sftp" },
    { Key: "vendor:managed-by", Value: "vendor" },
    { Key: "vendor:partner", Value: partner },
  ];

  /** Servers are listed from `visibleAfterMs` on; `fails` times CreateServer gets no answer. */
  function bench(owner: string, visibleAfterMs: number, fails: number, code = "ECONNRESET") {
    let created = 0;
    let firstAt: number | undefined;
    const made = stepsBench((operation) => {
      const now = made.clock.elapsed();
      if (operation === "CreateServer") {
        firstAt ??= now;
        created += 1;
        if (created <= fails) throw lost(code);
        return { ServerId: "s-2" };
      }
      const visible = firstAt !== undefined && now >= firstAt + visibleAfterMs;
      if (operation === "ListServers") return { Servers: visible ? [{ ServerId: "s-1" }] : [] };
      return { Server: { ServerId: "s-1", Arn: "arn:s-1", Tags: tags(owner) } };
    });
    const props = { name: "sftp", securityPolicy: "p" };
    const server = { kind: "transfer-server", props, needs: [], canary: false };
    const context = { ...made.context, patienceMs: 120_000, resources: { server } };
    const sends = () => made.sent.filter(({ operation }) => operation === "CreateServer").length;
    return { ...made, context, sends };
  }

  it("is taken up once what it made can be seen, and not sent again", async () => {
    const { context, sends, records, events } = bench("acme", 8_000, 1);
    expect((await makeCall(step, CREATE_SERVER, context)).captured).toMatchObject({ id: "s-1" });
    expect([sends(), records.length]).toEqual([1, 1]);
    expect(events[0]).toMatchObject({ type: "warning", text: expect.stringContaining("was not answered") });
  });

  it.each(["other", "acme"])(
    "is sent again where nothing of its own is seen (%s's server)",
    async (owner) => {
      const { context, sends } = bench(owner, owner === "other" ? 0 : 1e9, 1);
      expect((await makeCall(step, CREATE_SERVER, context)).captured).toEqual({ id: "s-2" });
      expect(sends()).toBe(2);
    },
  );

  it("stops the run, to be gone on with, where nothing answers for as long as it is patient", async () => {
    const { context, clock } = bench("acme", 1e9, 1e9);
    const startedAt = clock.elapsed();
    await expect(makeCall(step, CREATE_SERVER, context)).rejects.toMatchObject({ stops: true });
    expect(clock.elapsed() - startedAt).toBeGreaterThanOrEqual(120_000);
  });
});

describe("a call that is refused because what it creates exists", () => {
  const CREATE_USER: Call = { service: "transfer", operation: "CreateUser", input: { UserName: "acme" } };
  const EXISTS = failure("ResourceExistsException", "exists");
  const step = stepOf("live/apply/user", { resource: "user", kind: "transfer-user" });
  const ours = [
    { Key: "vendor:managed-by", Value: "vendor" },
    { Key: "vendor:partner", Value: "acme" },
  ];

  function bench(describeUser: Reply) {
    const made = stepsBench((operation, input) => {
      if (operation === "CreateUser") throw EXISTS;
      return describeUser(operation, input);
    });
    const props = { server: "s-1", name: "acme", role: "arn:role", mappings: [], publicKeys: [] };
    const user = { kind: "transfer-user", props, needs: [], canary: false };
    return { ...made, context: { ...made.context, resources: { user } } };
  }

  it("was made by this run, whose answer was lost, where it carries the subject's tags once it is seen", async () => {
    let asked = 0;
    const { context, records, journal } = bench(() => {
      asked += 1;
      if (asked < 3) throw failure("ResourceNotFoundException", "missing");
      return { User: { Tags: ours } };
    });
    const { captured } = await makeCall(step, CREATE_USER, context);
    expect(captured.name).toBe("acme");
    expect(records).toHaveLength(1);
    expect(journal()).toMatch(/"failure".*ResourceExistsException.*"result"/s);
  });

  it.each([
    ["carries nobody's tags", { User: {} }],
    ["carries another's tags", { User: { Tags: [ours[0], { Key: "vendor:partner", Value: "other" }] } }],
  ])("is somebody else's where it %s", async (_whose, answer) => {
    const { context } = bench(() => answer);
    await expect(makeCall(step, CREATE_USER, context)).rejects.toBe(EXISTS);
  });

  it("is not looked for by a step that creates nothing", async () => {
    const { context, sent } = bench(() => ({ User: { Tags: ours } }));
    await expect(makeCall({ ...step, action: "update" }, CREATE_USER, context)).rejects.toBe(EXISTS);
    expect(sent).toHaveLength(1);
  });
});
