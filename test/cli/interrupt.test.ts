import { expect, test } from "vitest";
import { watchInterrupt } from "../../src/cli/interrupt.ts";
import { openSession } from "../../src/cli/session.ts";
import { fakeHost } from "./fake-host.ts";

const open = (fake: ReturnType<typeof fakeHost>) =>
  openSession(fake.host, { input: true, color: false }, "onboard");

test("the first signal aborts and says how to go on, the second ends the process with 7", () => {
  const fake = fakeHost([]);
  const session = open(fake);
  const interrupt = watchInterrupt(session, "vendor resume acme --local");
  fake.stop("SIGTERM");
  expect(interrupt.signal.aborted).toBe(true);
  expect(fake.err()).toContain("stopping after the call in flight");
  expect(fake.err()).toContain("vendor resume acme --local");
  expect(() => fake.stop("SIGINT")).toThrow("exit 7");
  expect(fake.exits).toEqual([7]);
});

test("without a run the first signal ends the process with 7 and says that nothing is half done", () => {
  const fake = fakeHost([]);
  const session = open(fake);
  watchInterrupt(session, "vendor resume acme").close();
  expect(() => fake.stop("SIGINT")).toThrow("exit 7");
  expect(fake.err()).toContain("No run was under way");
  session.stops.close();
  fake.stop("SIGINT");
  expect(fake.exits).toEqual([7]);
});
