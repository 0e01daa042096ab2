import { expect, test } from "vitest";
import { watchInterrupt } from "../../src/cli/interrupt.ts";
import { openSession } from "../../src/cli/session.ts";
import { fakeHost } from "./fake-host.ts";

test("the first signal aborts and says so, the second ends the process with 7", () => {
  const fake = fakeHost([]);
  const interrupt = watchInterrupt(openSession(fake.host, { input: true, color: false }, "onboard"));
  fake.stop("SIGTERM");
  expect(interrupt.signal.aborted).toBe(true);
  expect(fake.err()).toContain("stopping after the call in flight");
  expect(() => fake.stop("SIGINT")).toThrow("exit 7");
  expect(fake.exits).toEqual([7]);
  interrupt.close();
  fake.stop("SIGINT");
  expect(fake.exits).toEqual([7]);
});
