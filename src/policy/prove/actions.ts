/**
 * Actions by what they are asked about, as far as they reach data or who may reach it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
const named = (service: string, names: string): readonly string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `${service}:${name}`);

/** On one object. */
export const OBJECT_ACTIONS = named(
  "s3",
  `GetObject PutObject DeleteObject GetObjectVersion DeleteObjectVersion GetObjectAcl PutObjectAcl
   GetObjectVersionAcl PutObjectVersionAcl GetObjectTagging PutObjectTagging DeleteObjectTagging
   GetObjectVersionTagging PutObjectVersionTagging DeleteObjectVersionTagging GetObjectAttributes
   GetObjectVersionAttributes GetObjectLegalHold PutObjectLegalHold GetObjectRetention PutObjectRetention
   GetObjectTorrent GetObjectVersionTorrent GetObjectVersionForReplication RestoreObject AbortMultipartUpload
   ListMultipartUploadParts BypassGovernanceRetention InitiateReplication ObjectOwnerOverrideToBucketOwner
   ReplicateObject ReplicateDelete ReplicateTags UpdateObjectEncryption`,
);

/** Lists that `s3:prefix` bounds. https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
export const LIST_ACTIONS = named("s3", "ListBucket ListBucketVersions");

/** On the bucket as a whole: each shows or changes something of every partner. */
export const BUCKET_ACTIONS = named(
  "s3",
  `ListBucketMultipartUploads GetBucketPolicy PutBucketPolicy DeleteBucketPolicy GetBucketAcl PutBucketAcl
   DeleteBucket PutBucketOwnershipControls PutBucketPublicAccessBlock PutBucketVersioning PutBucketLogging
   PutBucketNotification PutBucketCORS PutBucketWebsite DeleteBucketWebsite PutBucketTagging
   PutBucketObjectLockConfiguration PutBucketRequestPayment PutEncryptionConfiguration PutLifecycleConfiguration
   PutReplicationConfiguration PutInventoryConfiguration PutAnalyticsConfiguration PutMetricsConfiguration
   PutAccelerateConfiguration PutIntelligentTieringConfiguration`,
);

/** On one secret. */
export const SECRET_ACTIONS = named(
  "secretsmanager",
  `GetSecretValue PutSecretValue DescribeSecret UpdateSecret DeleteSecret RestoreSecret ListSecretVersionIds
   GetResourcePolicy PutResourcePolicy DeleteResourcePolicy ValidateResourcePolicy RotateSecret CancelRotateSecret
   UpdateSecretVersionStage TagResource UntagResource CreateSecret ReplicateSecretToRegions
   RemoveRegionsFromReplication StopReplicationToReplica`,
);

/** On no secret in particular: shows all of them. */
export const SECRETS_ACTIONS = named("secretsmanager", "ListSecrets");

/** Uses of a key that carry an encryption context. */
export const CONTEXT_ACTIONS = named(
  "kms",
  `Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair
   GenerateDataKeyPairWithoutPlaintext ReEncryptFrom ReEncryptTo`,
);

/** Administration of a key: each shows or changes who may use it, or ends its use for all. */
export const KEY_ACTIONS = named(
  "kms",
  `CreateGrant ListGrants RevokeGrant RetireGrant GetKeyPolicy PutKeyPolicy DisableKey EnableKey
   ScheduleKeyDeletion CancelKeyDeletion UpdatePrimaryRegion ReplicateKey ImportKeyMaterial
   DeleteImportedKeyMaterial EnableKeyRotation DisableKeyRotation TagResource UntagResource`,
);

/** Known to reach nobody's data: nothing is said of them. */
export const HARMLESS_ACTIONS = [
  ...named("s3", "GetBucketLocation GetBucketVersioning GetEncryptionConfiguration ListAllMyBuckets"),
  ...named("secretsmanager", "GetRandomPassword"),
  ...named("kms", "DescribeKey GenerateRandom"),
  ...named("sts", "GetCallerIdentity"),
];

/** Everything that a proof knows of. */
export const KNOWN_ACTIONS = [
  ...OBJECT_ACTIONS,
  ...LIST_ACTIONS,
  ...BUCKET_ACTIONS,
  ...SECRET_ACTIONS,
  ...SECRETS_ACTIONS,
  ...CONTEXT_ACTIONS,
  ...KEY_ACTIONS,
  ...HARMLESS_ACTIONS,
];
