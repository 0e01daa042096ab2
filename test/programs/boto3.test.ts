import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedPlace, servePlace } from "./support/place.ts";
import { run } from "./support/program.ts";

/** What `boto3/walk.py` prints about one way of addressing buckets. */
interface Addressed {
  readonly objects: { readonly pages: readonly number[]; readonly removed: number };
  readonly presigned: { readonly body: string; readonly spoilt: number; readonly host: string };
  readonly conditional: { readonly taken: string; readonly stale: string };
}

interface Walk {
  readonly roles: { readonly names: readonly string[]; readonly missing: string; readonly service: string };
  readonly lists: { readonly users: readonly string[]; readonly events: number; readonly keys: number };
  readonly exceptions: readonly string[];
  readonly path: Addressed;
  readonly virtual: Addressed;
}

let place: ServedPlace;
let walk: Walk;

beforeAll(async () => {
  place = await servePlace();
  const onboarded = await place.vendor("onboard", "acme", "--local", "--yes");
  expect(onboarded.code, onboarded.stderr).toBe(0);
  const env = { ...place.env, ...(await place.environment("admin")) };
  const script = join(import.meta.dirname, "boto3/walk.py");
  const args = [script, "partner-files", "s-0123456789abcdef0", "vendor-acme"];
  const walked = await run("python3", args, { cwd: place.dir, env });
  expect(walked.code, walked.stderr).toBe(0);
  walk = JSON.parse(walked.stdout) as Walk;
});

afterAll(() => place?.stop());

describe("boto3", () => {
  it("pages through roles, users, keys and events", () => {
    expect([...walk.roles.names].sort()).toEqual(["admin", "partner-desk", "vendor-acme", "vendor-operator"]);
    // The keys: the customer's, the one that signs audit logs, and AWS's own for secrets without one.
    expect(walk.lists).toEqual({ users: ["acme"], events: 25, keys: 3 });
  });

  it("waits for a role, and gives up on one that is not there", () => {
    expect(walk.roles).toMatchObject({ missing: "not found", service: "transfer.amazonaws.com" });
  });

  it("raises each service's own exceptions", () => {
    expect(walk.exceptions).toEqual([
      "NoSuchEntityException",
      "ResourceNotFoundException",
      "ResourceNotFoundException",
      "NotFoundException",
      "NoSuchKey",
    ]);
  });

  it.each(["path", "virtual"] as const)("moves objects with %s addressing", (style) => {
    const { objects, presigned, conditional } = walk[style];
    expect(objects).toMatchObject({ pages: [3, 3, 1], removed: 4 });
    expect(presigned).toMatchObject({
      body: "signed",
      spoilt: 403,
      host: style === "path" ? "localhost" : "partner-files.localhost",
    });
    expect(conditional).toEqual({ taken: "PreconditionFailed", stale: "PreconditionFailed" });
  });
});
