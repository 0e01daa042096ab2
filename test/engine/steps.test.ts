import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runSteps } from "../../src/engine/steps.ts";
import { failure, stepOf, stepsBench } from "./support.ts";

describe("runSteps", () => {
  it("runs what needs nothing at once, and the rest as soon as what it needs has ended", async () => {
    const open = new Set<string>();
    const together: string[][] = [];
    const bench = stepsBench(async (operation) => {
      open.add(operation);
      await setImmediate();
      together.push([...open].toSorted());
      open.delete(operation);
      return {};
    });
    await runSteps([stepOf("c", { needs: ["a", "b"] }), stepOf("a"), stepOf("b")], bench.context);
    expect(bench.sent.map(({ operation }) => operation)).toEqual(["a", "b", "c"]);
    expect(together[0]).toEqual(["a", "b"]);
    expect(together.at(-1)).toEqual(["c"]);
  });

  it("has no more than eight in flight", async () => {
    let open = 0;
    let most = 0;
    const bench = stepsBench(async () => {
      most = Math.max(most, ++open);
      await setImmediate();
      open -= 1;
      return {};
    });
    await runSteps(
      Array.from({ length: 20 }, (_, index) => stepOf(`s${index}`)),
      bench.context,
    );
    expect([most, bench.sent.length]).toEqual([8, 20]);
  });

  it("begins nothing after a failure, waits for what is in flight, and says which steps had begun", async () => {
    const bench = stepsBench(async (operation) => {
      if (operation === "bad") throw failure("AccessDenied", "denied");
      await setImmediate();
      return {};
    });
    const steps = [
      stepOf("bad"),
      stepOf("slow"),
      stepOf("after", { needs: ["slow"] }),
      stepOf("never", { needs: ["bad"] }),
    ];
    await expect(runSteps(steps, bench.context)).rejects.toMatchObject({ code: "ACCESS_DENIED" });
    expect([...bench.context.begun]).toEqual(["bad", "slow"]);
    expect(bench.events.filter(({ type }) => type === "step.finished")).toMatchObject([{ step: "slow" }]);
  });
});
