import { describe, expect, it } from "vitest";
import { openActors } from "../../src/access/actors.ts";
import type { ActorSpec, Attempt, Probe } from "../../src/core/probe.ts";
import { type Answering, body, fakeAws, type Reached } from "./fake-aws.ts";

const ROLE = "arn:aws:iam::123456789012:role/partner";
const SPECS: Readonly<Record<string, ActorSpec>> = {
  partner: { type: "assume-role", roleArn: ROLE, externalId: "acme-1", held: false },
  held: { type: "assume-role", roleArn: ROLE, externalId: "acme-1", held: true },
  standIn: { type: "sandbox" },
  sftp: { type: "sftp", host: "127.0.0.1", port: 1, user: "acme", key: "none", hostKeys: [], held: false },
};

const LIST: Attempt = {
  type: "aws",
  call: { service: "s3", operation: "ListObjectsV2", input: { Bucket: "b" } },
};

function probeOf(actor: string, more: Partial<Probe> = {}): Probe {
  return { id: "p", group: "g", actor, attempt: LIST, expect: "allowed", title: "t", reason: "r", ...more };
}

function actorsOver(answering: Answering) {
  const { aws, calls } = fakeAws(answering);
  const actors = openActors(SPECS, {
    operator: aws,
    sandboxRole: "arn:aws:iam::210987654321:role/stand-in",
    material: () => undefined,
    judge: async () => ({ verdict: "denied" }),
    random: { bytes: (length) => new Uint8Array(length), float: () => 0 },
    signal: new AbortController().signal,
  });
  const made = (operation: string) =>
    calls.filter((call) => call.operation === operation).map((call) => call.as);
  return { actors, calls, made };
}

const isPartner = (call: Reached) => call.input.RoleArn === ROLE;

describe("an assume-role actor", () => {
  it("assumes the role as the stand-in, with its ExternalId, and keeps the session for the test", async () => {
    const { actors, calls, made } = actorsOver(() => ({}));
    expect(await actors.attempt(probeOf("partner"))).toEqual({ verdict: "allowed", requestId: "req-1" });
    await actors.attempt(probeOf("partner", { expect: "denied", control: "p" }));
    expect(made("AssumeRole")).toEqual(["operator", "stand-in#1"]);
    expect(calls[1]?.input).toMatchObject({ RoleArn: ROLE, ExternalId: "acme-1" });
    expect(made("ListObjectsV2")).toEqual(["partner#2", "partner#2"]);
  });

  it("assumes it anew for each proof of death, and the refusal is the answer", async () => {
    let dead = false;
    const { actors, made } = actorsOver((call) => (dead && isPartner(call) ? ["AccessDenied", 403] : {}));
    const death = probeOf("partner", { expect: "denied" });
    expect((await actors.attempt(death)).verdict).toBe("allowed");
    expect((await actors.attempt(death)).verdict).toBe("allowed");
    expect(made("ListObjectsV2")).toEqual(["partner#2", "partner#3"]);
    dead = true;
    expect(await actors.attempt(death)).toMatchObject({ verdict: "denied", code: "AccessDenied" });
  });

  it("counts a refused login as no answer for any other probe", async () => {
    const { actors } = actorsOver((call) => (isPartner(call) ? ["AccessDenied", 403] : {}));
    const isolation = probeOf("partner", { expect: "denied", control: "own" });
    expect(await actors.attempt(isolation)).toMatchObject({ verdict: "error", code: "AccessDenied" });
  });

  it("takes credentials that are not known yet for neither yes nor no, and keeps them", async () => {
    let asked = 0;
    const { actors, made } = actorsOver(({ operation }) => {
      if (operation !== "ListObjectsV2") return {};
      asked += 1;
      return asked === 1 ? ["InvalidAccessKeyId", 403] : {};
    });
    expect((await actors.attempt(probeOf("partner"))).verdict).toBe("error");
    expect((await actors.attempt(probeOf("partner"))).verdict).toBe("allowed");
    expect(made("ListObjectsV2")).toEqual(["partner#2", "partner#2"]);
  });
});

describe("an expired session", () => {
  it("is replaced by a new one", async () => {
    let asked = 0;
    const { actors, made } = actorsOver(({ operation }) => {
      if (operation !== "ListObjectsV2") return {};
      asked += 1;
      return asked === 1 ? ["ExpiredToken", 400] : {};
    });
    expect((await actors.attempt(probeOf("partner"))).verdict).toBe("error");
    expect((await actors.attempt(probeOf("partner"))).verdict).toBe("allowed");
    expect(made("ListObjectsV2")).toEqual(["partner#2", "partner#3"]);
  });
});

describe("a held actor", () => {
  it("keeps its first session, and AWS not knowing it any more is its death", async () => {
    let answer: Answering = () => ({});
    const { actors, made } = actorsOver((call) => answer(call));
    const death = probeOf("held", { expect: "denied" });
    expect((await actors.attempt(probeOf("held"))).verdict).toBe("allowed");
    answer = (call) => (call.operation === "ListObjectsV2" ? ["AccessDenied", 403] : {});
    expect((await actors.attempt(death)).verdict).toBe("denied");
    expect(made("ListObjectsV2")).toEqual(["partner#2", "partner#2"]);
    answer = (call) =>
      call.operation === "ListObjectsV2" ? ["InvalidAccessKeyId", 403] : ["AccessDenied", 403];
    expect((await actors.attempt(death)).verdict).toBe("denied");
  });

  it("says so where no session is held and none is given", async () => {
    const { actors } = actorsOver((call) => (isPartner(call) ? ["AccessDenied", 403] : {}));
    const result = await actors.attempt(probeOf("held", { expect: "denied" }));
    expect(result).toMatchObject({
      verdict: "denied",
      detail: expect.stringContaining("no session is held"),
    });
  });
});

describe("verdicts", () => {
  it.each([
    ["AccessDenied", 403, "denied"],
    ["Forbidden", 403, "denied"],
    ["NoSuchKey", 404, "error"],
    ["SlowDown", 503, "error"],
    ["ExpiredToken", 400, "error"],
    ["PreconditionFailed", 412, "error"],
  ])("of %s (%i): %s", async (code, status, verdict) => {
    const { actors } = actorsOver(({ operation }) => (operation === "ListObjectsV2" ? [code, status] : {}));
    expect(await actors.attempt(probeOf("partner"))).toMatchObject({ verdict, code, requestId: "req-1" });
  });

  it("takes an error that only an authorised call gets for allowed", async () => {
    const { actors } = actorsOver(({ operation }) =>
      operation === "PutObject" ? ["PreconditionFailed", 412] : {},
    );
    const call = {
      service: "s3",
      operation: "PutObject",
      input: {},
      settledBy: ["PreconditionFailed"],
    } as const;
    expect((await actors.attempt(probeOf("partner", { attempt: { type: "aws", call } }))).verdict).toBe(
      "allowed",
    );
  });

  it("looks into a batch whose items were refused", async () => {
    const { actors } = actorsOver(() => ({ Errors: [{ Code: "AccessDenied", Message: "no" }] }));
    expect(await actors.attempt(probeOf("partner"))).toMatchObject({
      verdict: "denied",
      code: "AccessDenied",
    });
  });

  it("judges a list that may be let through by what it shows", async () => {
    let keys = ["acme/a"];
    const { actors } = actorsOver(() => ({ Contents: keys.map((Key) => ({ Key })) }));
    const attempt = { ...LIST, within: "acme/" } as Attempt;
    const probe = probeOf("partner", { attempt, expect: "denied", control: "own" });
    expect(await actors.attempt(probe)).toMatchObject({ verdict: "denied", code: "CONTAINED" });
    keys = ["acme/a", "globex/b"];
    expect(await actors.attempt(probe)).toMatchObject({ verdict: "allowed", detail: "showed globex/b" });
  });

  it("throws away what was read", async () => {
    const content = body();
    const { actors } = actorsOver(() => ({ Body: content }));
    const result = await actors.attempt(probeOf("partner"));
    expect(content.destroyed).toBe(true);
    expect(JSON.stringify(result)).not.toContain("content");
  });
});

describe("the stand-in", () => {
  it("presents what the attempt says when it assumes a role", async () => {
    const { actors, calls } = actorsOver((call) =>
      call.input.ExternalId === "acme-1" ? {} : isPartner(call) ? ["AccessDenied", 403] : {},
    );
    const assume = (externalId?: string): Probe =>
      probeOf("standIn", {
        attempt: { type: "assume", roleArn: ROLE, ...(externalId ? { externalId } : {}) },
      });
    expect((await actors.attempt(assume("acme-1"))).verdict).toBe("allowed");
    expect((await actors.attempt(assume())).verdict).toBe("denied");
    expect(calls.at(-1)?.input).not.toHaveProperty("ExternalId");
  });

  it("that can't be assumed proves nothing, not even a death", async () => {
    const { actors } = actorsOver((call) => (call.as === "operator" ? ["AccessDenied", 403] : {}));
    for (const actor of ["standIn", "partner"]) {
      expect((await actors.attempt(probeOf(actor, { expect: "denied" }))).verdict).toBe("error");
    }
  });

  it("is asked for by name where there is no sandbox account", () => {
    const { aws } = fakeAws(() => ({}));
    const deps = {
      operator: aws,
      material: () => undefined,
      judge: async () => ({ verdict: "denied" as const }),
      random: { bytes: (length: number) => new Uint8Array(length), float: () => 0 },
      signal: new AbortController().signal,
    };
    expect(() => openActors({ partner: SPECS.partner as ActorSpec }, deps)).toThrowError(
      expect.objectContaining({ code: "STAND_IN_MISSING", exit: 2 }),
    );
  });
});

describe("a probe that its actor can't try", () => {
  it.each(["nobody", "sftp"])("is refused: %s", async (actor) => {
    const { actors } = actorsOver(() => ({}));
    await expect(actors.attempt(probeOf(actor))).rejects.toMatchObject({ code: "PROBE_MISFIT" });
  });
});
