import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { z } from "zod";
import { plainCaller } from "../../../sandbox/local-aws/caller.ts";
import { AwsFault } from "../../../sandbox/local-aws/fault.ts";
import { jsonService } from "../../../sandbox/local-aws/protocols/json.ts";
import { defineOperation } from "../../../sandbox/local-aws/service.ts";
import type { TrailEvent, World } from "../../../sandbox/local-aws/world.ts";
import { manualClock, seededRandom } from "../local.ts";

const service = jsonService({
  signingName: "kms",
  targetPrefix: "TrentService",
  jsonVersion: "1.1",
  operations: {
    Echo: defineOperation({
      input: z.strictObject({ Text: z.string(), Secret: z.string().optional() }),
      sensitive: ["Secret"],
      readOnly: true,
      handle: (input, context) => {
        context.touch("Thing", "arn:aws:kms:eu-central-1:210987654321:key/1");
        if (input.Text === "deny") throw new AwsFault("AccessDenied", 403, "no", { Extra: "x" });
        return { Text: input.Text, At: { $date: 1_500 } };
      },
    }),
  },
  leftOut: ["Sign"],
});

async function call(target: string, body: string) {
  const events: TrailEvent[] = [];
  const parts = {
    clock: manualClock(),
    random: seededRandom(),
    record: (event: TrailEvent) => events.push(event),
  };
  const answer = await service.handle(
    {
      method: "POST",
      rawPath: "/",
      query: new URLSearchParams(),
      headers: { "x-amz-target": target },
      host: "localhost",
      body: Readable.from([Buffer.from(body)]),
      requestId: "R",
      receivedAt: 0,
      caller: plainCaller({ type: "root", account: "123456789012" }, {}),
    },
    parts as unknown as World,
  );
  return { status: answer.status, headers: answer.headers, body: JSON.parse(String(answer.body)), events };
}

test("an answer's dates are epoch seconds, and the call is in both accounts' trails without its secret", async () => {
  const { status, body, events } = await call("TrentService.Echo", '{"Text":"hi","Secret":"hunter2"}');
  expect([status, body]).toEqual([200, { Text: "hi", At: 1.5 }]);
  expect(events.map((event) => event.account)).toEqual(["123456789012", "210987654321"]);
  expect(new Set(events.map((event) => event.eventId)).size).toBe(2);
  expect(JSON.stringify(events)).not.toContain("hunter2");
});

test("a refusal is a 400 in JSON's own code, and recorded", async () => {
  const { status, headers, body, events } = await call("TrentService.Echo", '{"Text":"deny"}');
  expect(status).toBe(400);
  expect(headers["x-amzn-errortype"]).toBe("AccessDeniedException");
  expect(body).toEqual({ __type: "AccessDeniedException", message: "no", Extra: "x" });
  expect(events[0]).toMatchObject({ errorCode: "AccessDenied", errorMessage: "no" });
});

test.each([
  ['{"Text":5}', "SerializationException"],
  ["{}", "ValidationException"],
  ['{"Text":"a","Secret":"hunter2","More":1}', "ValidationException"],
])("an input of %s is refused, and recorded without its parameters", async (body, code) => {
  const answer = await call("TrentService.Echo", body);
  expect(answer.body.__type).toBe(code);
  expect(answer.events).toMatchObject([{ eventName: "Echo", errorCode: code }]);
  expect(answer.events[0]).not.toHaveProperty("request");
  expect(JSON.stringify(answer.events)).not.toContain("hunter2");
});

test.each([
  ["TrentService.Echo", "{", "SerializationException"],
  ["TrentService.Echo", "[]", "SerializationException"],
  ["TrentService.Nope", "{}", "UnknownOperationException"],
  ["Other.Echo", "{}", "UnknownOperationException"],
  ["TrentService.Sign", "{}", "UnsupportedOperationException"],
])("%s %s: %s", async (target, body, code) => {
  const answer = await call(target, body);
  expect(answer.body.__type).toBe(code);
  expect(answer.events).toEqual([]);
});
