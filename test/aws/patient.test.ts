import { describe, expect, it } from "vitest";
import type { Aws } from "../../src/aws/aws.ts";
import { AwsFailure, type FailureMeaning } from "../../src/aws/failure.ts";
import { patientAws } from "../../src/aws/patient.ts";
import { openPatience } from "../../src/core/patience.ts";
import { jumping } from "./clock.ts";

const PATIENCE_MS = 600_000;

function failure(code: string, meaning: FailureMeaning, retryAfterMs?: number): AwsFailure {
  return new AwsFailure("iam", "GetRole", code, "words", 0, undefined, meaning, { retryAfterMs });
}
const GONE = failure("ECONNREFUSED", "unavailable");

/** AWS that answers by `reply`, which is told how long it has been. */
function bench(reply: (elapsed: number) => AwsFailure | undefined) {
  const time = jumping();
  const stop = new AbortController();
  let asked = 0;
  const sendCall: Aws["sendCall"] = async () => {
    asked += 1;
    const refused = reply(time.elapsed());
    if (refused) throw refused;
    return { output: {}, requestId: "R" };
  };
  const aws: Aws = {
    region: "r",
    send: sendCall as Aws["send"],
    sendCall,
    presign: async () => async () => ({ output: {}, requestId: "R" }),
    as: () => aws,
    at: () => aws,
    aheadMs: () => 0,
    close: () => undefined,
  };
  const patient = patientAws(
    aws,
    openPatience({ ...time.effects, patienceMs: PATIENCE_MS, signal: stop.signal }),
  );
  return { patient, time, stop, asked: () => asked };
}

const OTHER = { accessKeyId: "A", secretAccessKey: "s" };

describe("patientAws", () => {
  it("waits for an endpoint that comes back, and says so once", async () => {
    const { patient, time } = bench((elapsed) => (elapsed < 120_000 ? GONE : undefined));
    await patient.sendCall("iam", "GetRole", {});
    expect(time.events).toMatchObject([
      { type: "aws.silent", service: "iam", code: "ECONNREFUSED", until: "2026-01-01T00:10:00.000Z" },
      { type: "aws.answers", service: "iam" },
    ]);
  });

  it("says nothing of a short silence", async () => {
    const { patient, time } = bench((elapsed) => (elapsed < 3_000 ? GONE : undefined));
    await patient.sendCall("iam", "GetRole", {});
    expect(time.events).toEqual([]);
  });

  it("stops the run once its patience is over, and does not wait again for the next call", async () => {
    const { patient, time, asked } = bench(() => GONE);
    await expect(patient.sendCall("iam", "GetRole", {})).rejects.toMatchObject({
      code: "ENDPOINT_UNREACHABLE",
      stops: true,
    });
    expect(time.elapsed()).toBe(PATIENCE_MS);
    const [before, at] = [asked(), time.elapsed()];
    await expect(patient.as(OTHER).sendCall("iam", "GetRole", {})).rejects.toMatchObject({ stops: true });
    expect(asked()).toBe(before + 1);
    expect(time.elapsed()).toBe(at);
  });

  it("waits as long as AWS asks for", async () => {
    const { patient, time } = bench((elapsed) =>
      elapsed === 0 ? failure("ServiceUnavailable", "unavailable", 300_000) : undefined,
    );
    await patient.sendCall("iam", "GetRole", {});
    expect(time.slept).toEqual([300_000]);
  });

  it("does not wait for what is asked to be waited for too long", async () => {
    const { patient, time } = bench(() => failure("ServiceUnavailable", "unavailable", PATIENCE_MS + 1));
    await expect(patient.sendCall("iam", "GetRole", {})).rejects.toMatchObject({ stops: true });
    expect(time.elapsed()).toBe(0);
  });

  it("ends its wait when the run is stopped", async () => {
    const { patient, stop } = bench(() => {
      stop.abort();
      return GONE;
    });
    await expect(patient.sendCall("iam", "GetRole", {})).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each(["denied", "missing", "quota", "conflict"] as const)(
    "hands on what is %s at once",
    async (meaning) => {
      const refused = failure("Code", meaning);
      const { patient, asked } = bench(() => refused);
      await expect(patient.sendCall("iam", "GetRole", {})).rejects.toBe(refused);
      expect(asked()).toBe(1);
    },
  );

  it("stops a run for the operator's credentials, while those of others are an answer", async () => {
    const refused = failure("ExpiredToken", "credentials");
    const { patient } = bench(() => refused);
    await expect(patient.sendCall("iam", "GetRole", {})).rejects.toMatchObject({
      code: "CREDENTIALS_EXPIRED",
      stops: true,
    });
    await expect(patient.as(OTHER).sendCall("iam", "GetRole", {})).rejects.toBe(refused);
  });
});
