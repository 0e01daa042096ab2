const OBJECT = [
  "s3:GetObjectVersion",
  "s3:DeleteObjectVersion",
  "s3:GetObjectAcl",
  "s3:PutObjectAcl",
  "s3:GetObjectTagging",
  "s3:PutObjectTagging",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
];
const BUCKET = [
  "s3:ListBucketVersions",
  "s3:ListBucketMultipartUploads",
  "s3:GetBucketPolicy",
  "s3:PutBucketPolicy",
  "s3:GetBucketAcl",
  "s3:PutBucketAcl",
];
const KEY = ["kms:Encrypt", "kms:DescribeKey", "kms:ListGrants", "kms:CreateGrant", "kms:*"];
const SECRET = [
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetResourcePolicy",
  "secretsmanager:PutSecretValue",
  "secretsmanager:*",
];

/** Actions that somebody might write beside `actions`, which are none of them. */
export function moreActions(actions: readonly string[]): readonly string[] {
  const [first = ""] = actions;
  const more = /^s3:(List|GetBucket)/.test(first)
    ? [...BUCKET, "s3:*"]
    : first.startsWith("s3:")
      ? [...OBJECT, "s3:Get*", "s3:PutObject", "s3:DeleteObject", "s3:*"]
      : first.startsWith("kms:")
        ? KEY
        : first.startsWith("secretsmanager:")
          ? SECRET
          : [];
  return more.filter((action) => !actions.includes(action));
}

/** Whole statements that somebody might add: actions, each on its resource. */
export function addedRights(bucket: string, prefix: string): readonly (readonly [string, string])[] {
  const arn = `arn:aws:s3:::${bucket}`;
  return [
    ...OBJECT.map((action) => [action, `${arn}/${prefix}*`] as const),
    ...OBJECT.map((action) => [action, `${arn}/*`] as const),
    ...BUCKET.map((action) => [action, arn] as const),
    ["s3:*", "*"],
    ["kms:Decrypt", "*"],
    ["kms:Encrypt", "*"],
    ["kms:GenerateDataKey", "*"],
    ["kms:DescribeKey", "*"],
    ["kms:ListGrants", "*"],
    ["kms:CreateGrant", "*"],
    ["kms:*", "*"],
    ["secretsmanager:GetSecretValue", "*"],
    ["secretsmanager:ListSecrets", "*"],
    ["secretsmanager:*", "*"],
    ["sts:AssumeRole", "*"],
    ["*", "*"],
  ];
}
