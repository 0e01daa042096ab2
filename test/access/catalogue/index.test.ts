import { describe, expect, it } from "vitest";
import { EXAMPLE_TARGETS, EXAMPLES } from "../../../src/access/catalogue/example.ts";
import {
  CATALOGUE_GROUPS,
  CONTROL_IDS,
  catalogue,
  everyProbe,
  targetsSchema,
} from "../../../src/access/catalogue/index.ts";
import { REQUIREMENTS } from "../../../src/access/requirements.ts";
import { SERVICES } from "../../../src/aws/operations.ts";

const WHOLE = catalogue(CATALOGUE_GROUPS, EXAMPLE_TARGETS);

const [, READING = [], WRITING = []] = EXAMPLES.map((targets) => catalogue(CATALOGUE_GROUPS, targets));
const ALL = everyProbe();

/** The version is that of another key. */
const versionOfAnother = ({ Key, VersionId }: Readonly<Record<string, unknown>>): boolean => {
  const { own, lookalike, other } = EXAMPLE_TARGETS;
  const places = [own, lookalike, other];
  return places.some(({ key, versionId }) => versionId === VersionId && key !== Key);
};

/** Calls that change something when they are allowed, and what keeps each from doing harm. */
const HARMLESS: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => boolean>> = {
  PutObject: (input) => input.IfNoneMatch === "*" || input.ContentMD5 !== undefined,
  CopyObject: (input) => input.CopySourceIfMatch !== undefined || input.IfNoneMatch === "*",
  DeleteObject: (input) => String(input.Key).endsWith("-absent") || versionOfAnother(input),
  DeleteObjects: (input) => JSON.stringify(input.Delete).includes("-absent"),
  CreateMultipartUpload: () => true,
  UploadPart: (input) => String(input.UploadId).includes("no-such-upload"),
  AbortMultipartUpload: (input) => String(input.UploadId).includes("no-such-upload"),
  PutObjectTagging: (input) =>
    JSON.stringify(input.Tagging) === JSON.stringify({ TagSet: [{ Key: "vendor:partner", Value: "acme" }] }),
  PutObjectAcl: (input) => input.ACL === "private",
  PutBucketAcl: (input) => input.ACL === "private",
  PutBucketPolicy: (input) => !String(input.Policy).includes("Statement"),
  PutSecretValue: (input) => !(input.VersionStages as readonly string[]).includes("AWSCURRENT"),
  CreateGrant: (input) => input.DryRun === true,
};

describe("the catalogue", () => {
  it("says of each probe which requirement it shows, and shows each", () => {
    for (const { id, covers } of ALL) expect(Object.keys(REQUIREMENTS), id).toContain(covers);
    const covered = new Set(ALL.map((probe) => probe.covers));
    expect(Object.keys(REQUIREMENTS).filter((id) => !covered.has(id))).toEqual([]);
  });

  it("has unique IDs", () => {
    for (const probes of [WHOLE, READING])
      expect(new Set(probes.map((probe) => probe.id)).size).toBe(probes.length);
  });

  it.each([
    ["everything", WHOLE],
    ["reading", READING],
    ["writing", WRITING],
  ])("gives every denial a positive control of its own list: %s", (_, probes) => {
    const controls = new Set(probes.filter((probe) => probe.expect === "allowed").map((probe) => probe.id));
    for (const probe of probes.filter((candidate) => candidate.expect === "denied")) {
      expect(controls, probe.id).toContain(probe.control);
    }
  });

  it("tries what a partner may not do with its own files, and not to use a grant that it has", () => {
    const ids = (probes: typeof WHOLE) =>
      probes.map(({ id }) => id).filter((id) => /^s3\.(own|\w+\.own)/.test(id));
    expect(ids(WRITING)).toEqual(
      expect.arrayContaining(["s3.own.put", "s3.list.own", "s3.get.own", "s3.delete.own"]),
    );
    expect(ids(WRITING)).not.toContain("s3.own.get");
    expect(ids(WHOLE)).not.toContain("s3.get.own");
    const kms = (probes: typeof WHOLE) => probes.map(({ id }) => id).filter((id) => id.startsWith("kms."));
    expect(kms(WHOLE)).toContain("kms.decrypt.bucket");
    expect(kms(READING)).not.toContain("kms.decrypt.bucket");
    expect(kms(READING)).toEqual(
      expect.arrayContaining(["kms.generate-data-key-like-s3", "kms.encrypt-like-s3"]),
    );
  });

  it("goes without TLS by what the partner may do with it", () => {
    const tls = (probes: typeof WHOLE) =>
      probes
        .filter(({ group, covers }) => group === "s3-object" && covers === "transport.tls")
        .map(({ id, control }) => [id, control]);
    expect(tls(WHOLE)).toEqual([["s3.plain-http", "s3.own.get"]]);
    expect(tls(READING)).toEqual([["s3.plain-http", "s3.own.get"]]);
    expect(tls(WRITING)).toEqual([["s3.plain-http-put", "s3.own.put"]]);
  });

  it("lists controls first, and has no control for a control", () => {
    const firstDenial = WHOLE.findIndex((probe) => probe.expect === "denied");
    expect(WHOLE.slice(firstDenial).every((probe) => probe.expect === "denied")).toBe(true);
    expect(WHOLE.slice(0, firstDenial).every((probe) => probe.control === undefined)).toBe(true);
  });

  it("calls only operations that the registry has", async () => {
    for (const { id, attempt } of ALL) {
      if (attempt.type !== "aws") continue;
      const { commands } = await SERVICES[attempt.call.service]();
      expect(Object.keys(commands), id).toContain(attempt.call.operation);
    }
  });

  it("tries nothing that would do harm if it were wrongly allowed", () => {
    for (const { id, attempt, expect: expected } of ALL) {
      if (expected !== "denied" || attempt.type !== "aws") continue;
      const { operation, input } = attempt.call;
      if (/^(Get|Head|List|Describe|Encrypt|Generate)/.test(operation)) continue;
      expect(HARMLESS[operation]?.(input), id).toBe(true);
    }
  });

  it("adds the controls that a group needs, and no others", () => {
    const ids = catalogue(["secrets"], EXAMPLE_TARGETS).map((probe) => probe.id);
    expect(ids[0]).toBe("secrets.own.get");
    expect(ids.slice(1).every((id) => id.startsWith("secrets."))).toBe(true);
    expect(ids).toContain("secrets.get.lookalike");
  });

  it("is empty where an actor is absent", () => {
    expect(catalogue(CATALOGUE_GROUPS, { ...EXAMPLE_TARGETS, actors: {} })).toEqual([]);
  });

  it("probes a role that only a service may assume from a stand-in that has a session", () => {
    const probes = catalogue(["control"], { ...EXAMPLE_TARGETS, actors: { standIn: "standIn" } });
    expect(probes.map((probe) => probe.id)).toEqual([
      "sts.own.identity",
      "sts.assume.untrusted",
      "sts.assume.wrong-account",
      "sts.assume.other-role",
    ]);
  });

  it("knows every control by name", () => {
    expect([...CONTROL_IDS]).toEqual(
      expect.arrayContaining([
        "s3.own.list",
        "sts.own.assume",
        "sts.own.identity",
        "sftp.own.put",
        "cross.own.get",
      ]),
    );
  });

  it("presents ExternalIds that are close to the right one", () => {
    const presented = ALL.flatMap(({ id, attempt }) =>
      attempt.type === "assume" && id.startsWith("sts.") && id.includes("external-id")
        ? [[id, attempt.externalId]]
        : [],
    );
    expect(Object.fromEntries(presented)).toEqual({
      "sts.assume.no-external-id": undefined,
      "sts.assume.wrong-external-id": "acme-7f3ax",
      "sts.assume.other-external-id": "globex-91c0",
      "sts.assume.external-id-case": "ACME-7F3A",
    });
  });

  it("names an unknown group and those that there are", () => {
    expect(() => catalogue(["s3-lists"], EXAMPLE_TARGETS)).toThrowError(
      expect.objectContaining({ code: "PROBE_GROUP_UNKNOWN", exit: 2 }),
    );
  });
});

describe("targets", () => {
  it("accept the example and placeholders where they can be bound", () => {
    expect(targetsSchema.parse(EXAMPLE_TARGETS)).toEqual(EXAMPLE_TARGETS);
    const late = { ...EXAMPLE_TARGETS, role: { arn: "${resources.role.arn}" } };
    expect(targetsSchema.safeParse(late).success).toBe(true);
  });

  it("refuse a prefix without its slash, and keys that only the run knows", () => {
    const own = { ...EXAMPLE_TARGETS.own, prefix: "acme" };
    expect(targetsSchema.safeParse({ ...EXAMPLE_TARGETS, own }).success).toBe(false);
    expect(targetsSchema.safeParse({ ...EXAMPLE_TARGETS, rootKey: "${resources.root.key}" }).success).toBe(
      false,
    );
  });
});
