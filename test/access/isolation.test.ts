import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProbeResult } from "../../src/core/probe.ts";
import { type Statement, startPartner } from "./partner.ts";

/** What did not answer as it must, with its answer. */
function failures(results: readonly ProbeResult[]): Record<string, string> {
  return Object.fromEntries(
    results.flatMap(({ id, ok, verdict, code }) => (ok ? [] : [[id, `${verdict} ${code ?? ""}`.trim()]])),
  );
}

describe("the whole catalogue against the local AWS", () => {
  let dir: string;
  let partner: Awaited<ReturnType<typeof startPartner>>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "isolation-"));
    partner = await startPartner(dir);
  }, 60_000);

  afterAll(async () => {
    await partner?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it("finds nothing wrong with a partner who has its own slice only", async () => {
    const results = await partner.test();
    expect(failures(results)).toEqual({});
    expect(results.length).toBeGreaterThan(70);
  }, 60_000);

  it("notices where nothing is enforced at all", async () => {
    const open = await mkdtemp(join(tmpdir(), "isolation-open-"));
    const lawless = await startPartner(open, { enforcing: false });
    const wrong = failures(await lawless.test());
    await lawless.close();
    await rm(open, { recursive: true, force: true });
    expect(wrong).toMatchObject({
      "s3.list.no-prefix": "allowed",
      "s3.put.other": "allowed PreconditionFailed",
      "sts.assume.no-external-id": "allowed",
      "secrets.get.other": "allowed",
    });
  }, 60_000);

  const mistakes: readonly (readonly [
    what: string,
    statement: (bucket: string) => Statement,
    probes: readonly string[],
  ])[] = [
    [
      "a list without its prefix condition",
      (bucket) => ({ Effect: "Allow", Action: "s3:ListBucket", Resource: `arn:aws:s3:::${bucket}` }),
      ["s3.list.no-prefix", "s3.list.top-folders", "s3.list.lookalike", "s3.list.start-at-own"],
    ],
    [
      "objects of a bare name",
      (bucket) => ({
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: `arn:aws:s3:::${bucket}/acme*`,
      }),
      [
        "s3.get.lookalike",
        "s3.put.lookalike",
        "s3.put.bare-name",
        "s3.copy-to.lookalike",
        "s3.copy-from.lookalike",
        "s3.delete.lookalike",
        "s3.delete-batch.lookalike",
      ],
    ],
    [
      "old versions of everything",
      (bucket) => ({ Effect: "Allow", Action: "s3:GetObjectVersion", Resource: `arn:aws:s3:::${bucket}/*` }),
      ["s3.get-version.other", "s3.get-version.lookalike"],
    ],
    [
      "tags, ACLs and uploads",
      (bucket) => ({
        Effect: "Allow",
        Action: [
          "s3:PutObjectTagging",
          "s3:PutObjectAcl",
          "s3:PutBucketAcl",
          "s3:AbortMultipartUpload",
          "s3:ListMultipartUploadParts",
        ],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      }),
      [
        "s3.put-tagging.other",
        "s3.put-acl.other",
        "s3.bucket-acl.put",
        "s3.multipart-abort.other",
        "s3.multipart-parts.other",
      ],
    ],
    [
      "every secret of every partner",
      () => ({ Effect: "Allow", Action: "secretsmanager:*", Resource: "*" }),
      ["secrets.get.other", "secrets.put.other", "secrets.list"],
    ],
    [
      "the key without its service",
      () => ({
        Effect: "Allow",
        Action: ["kms:GenerateDataKey", "kms:Decrypt", "kms:CreateGrant"],
        Resource: "*",
      }),
      [
        "kms.generate-data-key",
        "kms.generate-data-key-like-s3",
        "kms.decrypt.other-object",
        "kms.decrypt.other-secret",
        "kms.create-grant",
      ],
    ],
    [
      "the bucket policy",
      (bucket) => ({
        Effect: "Allow",
        Action: ["s3:GetBucketPolicy", "s3:PutBucketPolicy"],
        Resource: `arn:aws:s3:::${bucket}`,
      }),
      ["s3.policy.get", "s3.policy.put"],
    ],
  ];

  it.each(mistakes)(
    "catches a role that is given %s",
    async (_what, statement, probes) => {
      const wrong = failures(await partner.test([statement(partner.bucket)]));
      expect(Object.keys(wrong)).toEqual(expect.arrayContaining([...probes]));
      expect(Object.values(wrong).every((answer) => answer.startsWith("allowed"))).toBe(true);
    },
    60_000,
  );

  it("has done no harm while those mistakes were there", async () => {
    expect(failures(await partner.test())).toEqual({});
  }, 60_000);
});
