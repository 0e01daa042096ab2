/** Mutants of one reason. */
interface Equivalent {
  readonly mutants: readonly string[];
  readonly reason: string;
  /** Of these kinds of partners alone; left out: of all. */
  readonly kinds?: readonly string[];
}

/** The same mistakes in the policy of the role and in that of the role for the partner's account. */
const inBoth = (...mutants: readonly string[]) =>
  mutants.flatMap((mutant) => [`role policy: ${mutant}`, `pull role policy: ${mutant}`]);

const LIST = [
  "ListBucketMultipartUploads",
  "GetBucketPolicy",
  "PutBucketPolicy",
  "GetBucketAcl",
  "PutBucketAcl",
];
/** Statements whose principal is an account, and whose condition is one role of it. */
const ACCOUNT_BY_ROLE = [
  ...["PartnerObjects", "PartnerRead", "PartnerList", "PartnerWrite"].map(
    (statement) => `bucket statements: ${statement}`,
  ),
  "role trust: Partner",
  "pull role trust: Partner",
];

const LOOSE = ["made ArnEqualsIfExists", "made ForAllValues:ArnEquals"];

/** Mutants that change nothing of what can be reached, each with the reason. */
const EQUIVALENTS: readonly Equivalent[] = [
  {
    mutants: [
      ...inBoth(...LIST.map((action) => `List: also s3:${action}`)),
      ...LIST.map((action) => `bucket statements: PartnerList: also s3:${action}`),
    ],
    reason:
      "Only lists of objects and versions send s3:prefix, so the statement's condition is never met by these.",
  },
  {
    mutants: inBoth(
      "Encryption: resource made *",
      "Encryption: resource without its slash",
      "Encryption: resource of every partner",
      "Encryption: resource with a ? for its last letter",
    ),
    reason: "A Deny of puts grows over keys where no put is allowed.",
  },
  {
    mutants: inBoth(
      "FilesKey: StringEquals kms:ViaService made StringLike",
      "FilesKey: StringEquals kms:ViaService made StringEqualsIgnoreCase",
    ),
    reason: "The text has no wildcard, and AWS writes services' names in lower case only.",
  },
  {
    mutants: inBoth(
      "FilesKey: StringEquals kms:ViaService made *",
      "FilesKey: StringEquals kms:ViaService of every service",
    ),
    reason:
      "The other condition of the statement asks for the context aws:s3:arn, which no service but S3 gives.",
  },
  {
    mutants: inBoth(
      "FilesKey: StringLike kms:EncryptionContext:aws:s3:arn made StringLikeIfExists",
      "FilesKey: StringLike kms:EncryptionContext:aws:s3:arn made ForAllValues:StringLike",
    ),
    reason: "The other condition asks for S3, which gives the context with every call.",
  },
  {
    mutants: inBoth("FilesKey: resource made *", "FilesKey: resource of every key"),
    reason: "The conditions ask for this bucket's objects, which are encrypted with this key alone.",
  },
  {
    mutants: inBoth(
      ...["Encrypt", "DescribeKey", "ListGrants", "CreateGrant", "*"].map(
        (action) => `FilesKey: also kms:${action}`,
      ),
    ),
    reason: "The conditions ask for calls of S3 in a file's context: it makes no others for a partner.",
  },
  {
    mutants: inBoth("Secret: also secretsmanager:PutSecretValue"),
    reason: "Storing a value takes a data key in the secret's context, which nothing gives.",
  },
  {
    mutants: [
      "VendorReadersOnly: ArnNotEquals aws:PrincipalArn made ArnNotEqualsIfExists",
      ...["everybody", "the stand-in's account", "the company's account"].map(
        (who) => `added: secretsmanager:GetSecretValue for ${who}`,
      ),
    ].map((mutant) => `secret policy: ${mutant}`),
    reason:
      "The Deny for everybody but the readers holds, whatever else is allowed, and also without the key.",
  },
  {
    mutants: ["bucket base: DenyPlainHttp: Bool aws:SecureTransport made BoolIfExists"],
    reason: "Every request carries aws:SecureTransport.",
  },
  {
    mutants: LOOSE.map((how) => `role trust: Transfer: ArnEquals aws:SourceArn ${how}`),
    reason: "Transfer names the user that it acts for in every call.",
  },
  {
    mutants: [
      "dropped",
      "made StringEqualsIfExists",
      "made ForAllValues:StringEquals",
      "made StringLike",
      "made StringEqualsIgnoreCase",
      "made *",
    ].map((how) => `role trust: Transfer: StringEquals aws:SourceAccount ${how}`),
    reason: "aws:SourceArn names the account as well, with the server and the user.",
  },
  {
    mutants: ["made StringLike", "made StringEqualsIgnoreCase"].map(
      (how) => `role trust: Task: StringEquals aws:SourceAccount ${how}`,
    ),
    reason: "An account is twelve digits: no wildcard, no case.",
  },
  {
    mutants: ["role policy: OtherFunctions: ArnNotEquals lambda:SourceFunctionArn made ArnNotEqualsIfExists"],
    reason: "The statement's other condition asks that the key is there.",
  },
  {
    mutants: ["made *", "made every AWS principal"].map((who) => `role trust: Transfer: principal ${who}`),
    reason: "Nobody but Transfer can send the aws:SourceArn that the statement asks for.",
  },
  {
    mutants: [
      ...["role trust: StandIn", "role trust: Partner", "pull role trust: Partner"].map(
        (statement) => `${statement}: StringEquals sts:ExternalId made StringLike`,
      ),
    ],
    reason: "The ExternalId has no wildcard in it.",
  },
  {
    mutants: ["sub", "aud"].map(
      (claim) =>
        `role trust: Oidc: StringEquals token.actions.githubusercontent.com:${claim} made StringLike`,
    ),
    reason: "Subject and audience have no wildcard in them: the runbook takes none.",
  },
  {
    mutants: ["made StringLike", "made StringEqualsIgnoreCase"].map(
      (how) => `role trust: Task: StringEquals aws:SourceAccount ${how}`,
    ),
    reason: "The number of an account has neither wildcards nor case.",
  },
  {
    mutants: [
      ...ACCOUNT_BY_ROLE.flatMap((statement) =>
        LOOSE.map((how) => `${statement}: ArnEquals aws:PrincipalArn ${how}`),
      ),
    ],
    reason: "Every signed request carries aws:PrincipalArn.",
  },
  {
    mutants: ACCOUNT_BY_ROLE.flatMap((statement) => [
      `${statement}: principal made *`,
      `${statement}: principal made every AWS principal`,
    ]),
    reason: "The condition on aws:PrincipalArn still names the one role.",
  },
  {
    mutants: ["grant secret", "grant pull-secret", "grant bucket-read", "grant bucket-access"].map(
      (grant) => `${grant}: also ReEncryptFrom`,
    ),
    reason: "Who may decrypt can encrypt anew with a key of its own already.",
  },
  {
    kinds: ["write, assume-role"],
    mutants: ["role policy: FilesKey: without kms:Decrypt"],
    reason: "It takes away from who only writes: uploads in parts, which no probe makes.",
  },
  {
    mutants: ["boundary: dropped"],
    reason:
      "All that the role's policy allows is inside the boundary: it bounds what a role could be given later.",
  },
];

/**
 * Why a mutant changes nothing that can be reached; `undefined` of one that does.
 * @param kind name of the kind of partner whose documents it spoils
 */
export function equivalence(kind: string, mutant: string): string | undefined {
  return EQUIVALENTS.find(({ mutants, kinds }) => mutants.includes(mutant) && (kinds?.includes(kind) ?? true))
    ?.reason;
}
