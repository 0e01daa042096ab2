import { z } from "zod";

/** Keys are encoded and cut up while planning, so they can't hold placeholders. */
const PLAIN = /^[^$]+$/;

const place = z
  .strictObject({
    prefix: z.string().regex(/^[^/$][^$]*\/$/, "Must be a prefix that ends in a slash."),
    key: z
      .string()
      .regex(PLAIN, "Must be known before the run.")
      .describe("An object that is there during the test: a canary."),
    versionId: z
      .string()
      .min(1)
      .optional()
      .describe("Its version; probes of versions are left out without it."),
  })
  .describe("A part of the bucket.");

/** What a partner may do with its own files. */
const RIGHTS = ["list", "read", "write", "delete"] as const;

/** One of what a partner may do with its own files. */
export type Right = (typeof RIGHTS)[number];

const ownPlace = place.extend({
  may: z
    .array(z.enum(RIGHTS))
    .min(1)
    .optional()
    .describe("What the partner may do there; everything else must be refused. Left out: all of it."),
});

const keys = z.record(z.string(), z.string());

/** What the probes of the catalogue aim at. Strings other than prefixes and keys may hold `${resources.ID.OUTPUT}`. */
export const targetsSchema = z.strictObject({
  bucket: z.string().min(1),
  kmsKey: z.string().min(1).describe("ARN of the key that encrypts the bucket."),
  own: ownPlace.describe("The partner's own part of the bucket."),
  lookalike: place.describe("A part whose name begins like the partner's, e.g. `acme-evil/` beside `acme/`."),
  other: place.describe("Another partner's part."),
  tags: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      "Tags of the canaries: a probe that tags one again changes nothing. Left out, tagging is not probed.",
    ),
  plainHttp: z
    .string()
    .regex(/^http:\/\//, "Must begin with http://.")
    .optional()
    .describe("S3's endpoint without TLS; probes of it are left out without one."),
  outsider: z
    .string()
    .min(1)
    .optional()
    .describe(
      "ARN of the stand-in where it is not the partner's principal; the group `outside` is empty without it.",
    ),
  rootKey: z.string().regex(PLAIN).describe("A canary at the bucket's root, outside every prefix."),
  role: z
    .strictObject({
      arn: z.string().min(1),
      externalId: z.string().min(2).optional().describe("The ExternalId that its trust policy asks for."),
      otherExternalId: z.string().min(2).optional().describe("The ExternalId of another partner."),
      partnerAssumes: z
        .boolean()
        .optional()
        .describe("Whether the partner's own principal assumes it, rather than a service."),
      name: z.string().min(1).optional().describe("Its name, with its path if it has one."),
      wrongAccount: z
        .string()
        .min(1)
        .optional()
        .describe("An account that has no role of this name; tried if `name` is given."),
      other: z
        .string()
        .min(1)
        .optional()
        .describe("ARN of a role of the right account that is not the partner's."),
    })
    .optional()
    .describe("The partner's role here; left out where it comes with its own role alone."),
  keyGrant: z
    .array(z.string())
    .optional()
    .describe(
      "KMS operations that a grant gives the partner's own principal within the bucket's context. A grant can't be bounded to calls through S3, so these are not probed as refused there.",
    ),
  pullRole: z
    .strictObject({ arn: z.string().min(1), name: z.string().min(1) })
    .optional()
    .describe("The role that the partner's account assumes, where it reads through one."),
  secrets: z
    .strictObject({
      own: z.string().min(1).optional().describe("Name or ARN; without it, the role reads no secret."),
      other: z
        .string()
        .min(1)
        .optional()
        .describe("Name or ARN of another partner's secret; without it, nobody else's is tried."),
      lookalike: z
        .string()
        .min(1)
        .optional()
        .describe("Name or ARN of a secret whose name begins like the own one's."),
    })
    .optional(),
  workload: z
    .strictObject({
      roleArn: z.string().min(1),
      caller: z
        .array(
          z.union([
            z.strictObject({ service: z.string().min(1) }),
            z.strictObject({ provider: z.string().min(1) }),
          ]),
        )
        .length(1)
        .describe("Who asks AWS for its sessions: a service, or an identity provider by its ARN."),
      presents: keys.describe("Condition keys that its trust policy asks for, as it presents them."),
      mayPresent: keys
        .default({})
        .describe(
          "Condition keys that AWS may leave out, each with the value that it must have where it is given.",
        ),
      session: keys.default({}).describe("Condition keys that its sessions carry and its policy asks for."),
      otherSecret: z
        .string()
        .min(1)
        .optional()
        .describe("ARN that another partner's secret has or would have."),
      logGroup: z.string().min(1).optional().describe("ARN of the log group that it writes to."),
    })
    .optional()
    .describe("The company's workload that works with the role, where AWS alone gives it sessions."),
  actors: z
    .strictObject({
      documents: z.string().optional().describe("Reads the documents in force, in the workload's place."),
      session: z.string().optional().describe("Holds a session of the partner's role."),
      standIn: z.string().optional().describe("The sandbox account's stand-in role."),
      crossAccount: z
        .string()
        .optional()
        .describe("A principal of the partner's account that the bucket policy names."),
      puller: z.string().optional().describe("Holds a session of the role for the partner's account."),
      sftp: z.string().optional().describe("Logs in over SFTP as the partner."),
      otherKey: z.string().optional().describe("Logs in as the partner with another partner's key."),
      otherUser: z
        .string()
        .optional()
        .describe("Logs in as another user of the server that names the partner's role."),
      deletedKey: z.string().optional().describe("Logs in as the partner with a key that was deleted."),
    })
    .describe("Names of the actors there are; groups whose actor is absent are empty."),
});

/** What {@link targetsSchema} accepts. */
export type Targets = z.output<typeof targetsSchema>;

/** A part of the bucket. */
export type Place = Targets["other"];

/** Whom a grant that is tried would be for: the partner's role, or the account where it has none. */
export function granteeOf({ role, kmsKey }: Targets): string {
  const [, partition, , , account] = kmsKey.split(":");
  return role?.arn ?? `arn:${partition}:iam::${account}:root`;
}

/** Whether the partner may do this with its own files. */
export function may({ own }: Targets, right: Right): boolean {
  return own.may === undefined || own.may.includes(right);
}

/** The partner's prefix without its slash. */
export function bareName(place: Place): string {
  return place.prefix.slice(0, -1);
}

/** Others' parts of the bucket, by the word that probe IDs and titles use. */
export function victims(
  targets: Targets,
): readonly { readonly id: string; readonly words: string; readonly place: Place }[] {
  return [
    { id: "lookalike", words: "the look-alike's", place: targets.lookalike },
    { id: "other", words: "another partner's", place: targets.other },
  ];
}

/** The partition of the account (`aws`, `aws-cn`, …), as the key's ARN says. */
export function partitionOf(targets: Targets): string {
  return targets.kmsKey.split(":")[1] ?? "aws";
}

/** ARN of the bucket. */
export function bucketArn(targets: Targets): string {
  return `arn:${partitionOf(targets)}:s3:::${targets.bucket}`;
}

/** The folder that the own canary is in: where probes put what they make, so that all of it can be purged together. */
export function workFolder(own: Place): string {
  return own.key.slice(0, own.key.lastIndexOf("/") + 1);
}
