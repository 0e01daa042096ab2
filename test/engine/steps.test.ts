import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock } from "../../src/core/env.ts";
import type { VendorError } from "../../src/core/errors.ts";
import { runSteps } from "../../src/engine/steps.ts";
import { openStore } from "../../src/store/store.ts";
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

  it("waits for a shared document as long as its phase is patient, then tells who has it and how to go on", async () => {
    const bench = stepsBench(() => ({}));
    const { store, clock, random } = bench.context;
    const elsewhere = { pid: 7, host: "elsewhere", user: "they", isAlive: () => true };
    const other = openStore(store.folder, {
      clock: systemClock,
      random,
      machine: elsewhere,
      disk: systemDisk,
    });
    const held = await other.locks.take("s3-bucket-policy/files", "run globex-1, step live/apply/statements");
    const step = stepOf("PutBucketPolicy", { locks: ["s3-bucket-policy/files"] });
    const startedAt = clock.elapsed();
    const refused: unknown = await runSteps([step], bench.context).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "LOCKED_BY_RUN",
      exit: 6,
      stops: true,
      message: expect.stringMatching(
        /^The shared document s3-bucket-policy\/files is locked by run globex-1, .*\(they@elsewhere, process 7\)/,
      ),
      hint: expect.stringMatching(/vendor resume acme --break-lock [0-9a-f]{32}$/),
    });
    expect(clock.elapsed() - startedAt).toBeGreaterThanOrEqual(bench.context.patienceMs);
    expect(bench.events).toContainEqual({ type: "warning", text: expect.stringContaining("Waiting: ") });
    expect(bench.sent).toEqual([]);

    const [, id = ""] = /--break-lock ([0-9a-f]{32})$/.exec((refused as VendorError).hint) ?? [];
    expect(await store.locks.break(id)).toMatchObject({ host: "elsewhere" });
    await runSteps([step], bench.context);
    expect(bench.sent).toHaveLength(1);
    if ("lock" in held) await held.lock.release();
  });
});
