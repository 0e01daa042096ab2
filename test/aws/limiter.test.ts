import { afterEach, describe, expect, it } from "vitest";
import { connectAws } from "../../src/aws/connect.ts";
import { jumping } from "./clock.ts";
import { type Reply, replying } from "./wire.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const OTHER = { accessKeyId: "ASIAOTHER", secretAccessKey: "s", sessionToken: "t" };

async function against(replies: readonly Reply[], float?: number) {
  const server = await replying(replies);
  const time = jumping(float);
  const aws = connectAws({
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    env: { AWS_ENDPOINT_URL: server.url },
    userAgent: "vendor-cli/0.0.1",
    ...time.effects,
  });
  open.push(() => aws.close(), server.close);
  return { aws, other: aws.as(OTHER), seen: server.seen, time };
}

const refused = (code: string, status: number, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>words</Message></Error></ErrorResponse>`,
});
const THROTTLED = refused("Throttling", 400);
const FINE: Reply = { status: 200, body: "<R/>" };

describe("the limiter of a service", () => {
  it("holds every session back once one of them was throttled, and no other service", async () => {
    const { aws, other, seen, time } = await against([THROTTLED, FINE]);
    await aws.send("iam", "ListRoles", {});
    expect(seen).toHaveLength(2);
    const before = time.elapsed();
    await other.send("sts", "GetCallerIdentity", {});
    expect(time.elapsed()).toBe(before);
    await other.send("iam", "ListRoles", {});
    expect(time.elapsed()).toBeGreaterThan(before + 200);
    expect(seen).toHaveLength(4);
  });

  it("tries nothing again once it is closed, and says nothing of it", async () => {
    const { aws, seen, time } = await against([THROTTLED, FINE]);
    const sent = aws.send("iam", "ListRoles", {});
    aws.close();
    await expect(sent).rejects.toThrow();
    expect([seen.length <= 1, time.slept, time.events]).toEqual([true, [], []]);
  });

  it("gives each call of any session a turn of its own", async () => {
    const { aws, other, time } = await against([THROTTLED, FINE]);
    await aws.send("iam", "ListRoles", {});
    time.slept.length = 0;
    await Promise.all([other, aws, other].map((session) => session.send("iam", "ListRoles", {})));
    expect(time.slept).toHaveLength(3);
    expect(Math.min(...time.slept)).toBeGreaterThan(200);
  });

  it("forgets a throttled call once the service has answered enough others", async () => {
    const { aws, time } = await against([THROTTLED, FINE]);
    await aws.send("iam", "ListRoles", {});
    for (let call = 0; call < 1_300; call += 1) await aws.send("iam", "ListRoles", {});
    time.slept.length = 0;
    await aws.send("iam", "ListRoles", {});
    expect(time.slept).toEqual([]);
  });

  it("names the error that earned each retry", async () => {
    const { aws, time } = await against([THROTTLED, refused("ServiceFailure", 500), FINE]);
    await aws.send("iam", "ListRoles", {});
    expect(time.events).toMatchObject([
      { type: "aws.retry", service: "iam", operation: "ListRoles", code: "Throttling", attempt: 2 },
      { type: "aws.retry", service: "iam", operation: "ListRoles", code: "ServiceFailure", attempt: 3 },
    ]);
  });

  it.each([
    [0, [0, 0, 0, 0]],
    [0.5, [25, 50, 100, 200]],
    [0.999, [50, 100, 200, 400]],
  ])("pauses with full jitter (%s)", async (float, pauses) => {
    const { aws, time, seen } = await against([refused("ServiceFailure", 500)], float);
    await expect(aws.send("iam", "ListRoles", {})).rejects.toMatchObject({ code: "ServiceFailure" });
    expect(time.slept).toEqual(pauses);
    expect(seen).toHaveLength(5);
  });

  it("spends one budget for all sessions: a service that answers badly is asked once a call in the end", async () => {
    const { aws, other, seen } = await against([refused("ServiceFailure", 500)]);
    const requests: number[] = [];
    for (let call = 0; call < 12; call += 1) {
      const before = seen.length;
      await expect((call % 2 ? other : aws).send("iam", "ListRoles", {})).rejects.toThrow();
      requests.push(seen.length - before);
    }
    expect(requests.slice(0, 8)).toEqual([5, 5, 5, 5, 5, 5, 5, 5]);
    expect(requests.slice(9)).toEqual([1, 1, 1]);
  });

  it.each([
    ["LimitExceeded", 409],
    ["AccessDenied", 403],
    ["ConcurrentModification", 409],
    ["MalformedPolicyDocument", 400],
  ])("never asks again after %s", async (code, status) => {
    const { aws, seen, time } = await against([refused(code, status)]);
    await expect(aws.send("iam", "CreateRole", ROLE)).rejects.toMatchObject({ code });
    expect(seen).toHaveLength(1);
    expect(time.events).toEqual([]);
  });

  it.each([
    ["seconds", "7"],
    ["a date", "Thu, 01 Jan 2026 00:00:07 GMT"],
  ])("waits as long as Retry-After asks for, in %s", async (_how, value) => {
    const { aws, time } = await against([refused("ServiceUnavailable", 503, { "retry-after": value }), FINE]);
    await aws.send("iam", "ListRoles", {});
    expect(time.slept).toEqual([7_000]);
  });

  it("leaves a long Retry-After to whoever can be stopped meanwhile", async () => {
    const { aws, time, seen } = await against([refused("ServiceUnavailable", 503, { "retry-after": "300" })]);
    await expect(aws.send("iam", "ListRoles", {})).rejects.toMatchObject({ retryAfterMs: 300_000 });
    expect(seen).toHaveLength(1);
    expect(time.slept).toEqual([]);
  });
});

const ROLE = { RoleName: "vendor-acme", AssumeRolePolicyDocument: "{}" };
