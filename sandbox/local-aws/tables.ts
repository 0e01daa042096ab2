import type { PolicyDocument } from "../../src/policy/types.ts";
import type { ObjectVersionRecord, UploadPartRecord, UploadRecord } from "./services/s3/records.ts";

/** Tag key → value. */
export type Tags = Readonly<Record<string, string>>;

/** Table `iam.roles`, key `ACCOUNT/NAME`. */
export interface RoleRecord {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** AROA… : never reused. */
  readonly id: string;
  readonly createdAt: number;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly trust: PolicyDocument;
  readonly inline: Readonly<Record<string, PolicyDocument>>;
  /** ARNs of attached managed policies. */
  readonly attached: readonly string[];
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  readonly tags: Tags;
}

/** Table `iam.policies`, key: the ARN. */
export interface ManagedPolicyRecord {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAt: number;
  readonly description?: string;
  readonly defaultVersion: string;
  readonly versions: Readonly<
    Record<string, { readonly document: PolicyDocument; readonly createdAt: number }>
  >;
  readonly tags: Tags;
}

/** Table `iam.oidcProviders`, key: the ARN. */
export interface OidcProviderRecord {
  readonly arn: string;
  /** Without https://, as IAM returns it. */
  readonly url: string;
  /** Audiences that tokens may be made for. */
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createdAt: number;
  readonly tags: Tags;
}

/** Table `iam.users`, key `ACCOUNT/NAME`. Users exist only for the curious; the product makes none. */
export interface UserRecord {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly inline: Readonly<Record<string, PolicyDocument>>;
}

/** Table `sts.sessions`, key: the access key id (ASIA…). */
export interface SessionRecord {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly account: string;
  readonly roleArn: string;
  readonly roleId: string;
  readonly sessionName: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly sessionPolicies?: readonly PolicyDocument[];
  readonly sourceIdentity?: string;
  readonly chained: boolean;
}

/** Table `iam.accessKeys`, key: the access key id (AKIA…). Long-lived keys of seeded users, so that a profile can sign in, and of an account's root. */
export interface AccessKeyRecord {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly account: string;
  /** Absent: the key is the root user's. */
  readonly userName?: string;
}

/** Table `s3.buckets`, key: the bucket name. Its policy is in table `s3.policies`, same key, since it spreads on its own. */
export interface BucketRecord {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
  readonly versioning: "Enabled" | "Suspended" | "";
  readonly publicAccessBlock?: {
    readonly BlockPublicAcls: boolean;
    readonly IgnorePublicAcls: boolean;
    readonly BlockPublicPolicy: boolean;
    readonly RestrictPublicBuckets: boolean;
  };
  /** Default encryption: absent is SSE-S3. */
  readonly encryption?: { readonly keyArn: string; readonly bucketKey: boolean };
  /** Object Lock: present where it is on, for good. */
  readonly objectLock?: {
    readonly retention?: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly days: number };
  };
  readonly tags: Tags;
}

/** Table `s3.policies`, key: the bucket name. */
export interface BucketPolicyRecord {
  readonly document: PolicyDocument;
}

/** Table `kms.keys`, key: the key ARN. */
export interface KeyRecord {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly createdAt: number;
  readonly description: string;
  readonly enabled: boolean;
  readonly policy: PolicyDocument;
  readonly aliases: readonly string[];
  readonly tags: Tags;
  /** Absent: SYMMETRIC_DEFAULT. */
  readonly spec?: "ECC_NIST_P256" | "RSA_3072";
  /** Base64 of the 32 secret bytes that this emulator encrypts with, or of the private key (PKCS #8, DER) that it signs with. */
  readonly material: string;
  /** Set while the key waits to be deleted. */
  readonly deletionDate?: number;
  /** Rotation period in days; absent: rotation is off. The emulator keeps one generation of material. */
  readonly rotationDays?: number;
}

/** Table `kms.grants`, key `KEY-ARN/GRANT-ID`. */
export interface GrantRecord {
  readonly grantId: string;
  readonly token: string;
  readonly keyArn: string;
  readonly name?: string;
  readonly grantee: string;
  /** Unique id of the grantee role, fixed at creation. */
  readonly granteeId?: string;
  readonly retiring?: string;
  readonly retiringId?: string;
  readonly operations: readonly string[];
  readonly constraints?: {
    readonly EncryptionContextEquals?: Readonly<Record<string, string>>;
    readonly EncryptionContextSubset?: Readonly<Record<string, string>>;
  };
  readonly issuer: string;
  readonly createdAt: number;
}

/** Table `secrets.secrets`, key: the secret ARN. */
export interface SecretRecord {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly createdAt: number;
  readonly description?: string;
  readonly keyArn?: string;
  readonly tags: Tags;
  readonly policy?: PolicyDocument;
  /** Version id → stages and the value, encrypted with `keyArn` (base64), never in clear. */
  readonly versions: Readonly<
    Record<
      string,
      {
        readonly stages: readonly string[];
        readonly createdAt: number;
        readonly sealed: string;
        readonly binary: boolean;
      }
    >
  >;
  /** Last change of value or metadata. */
  readonly changedAt?: number;
  /** Start of the day (UTC) on which the value was last read. */
  readonly accessedAt?: number;
  /** Set while it waits in its recovery window. */
  readonly deletedAt?: number;
  readonly deletionDate?: number;
}

/** Table `transfer.servers`, key: the server id. */
export interface TransferServerRecord {
  readonly id: string;
  readonly arn: string;
  readonly account: string;
  readonly state: "ONLINE" | "OFFLINE" | "START_FAILED";
  readonly securityPolicy: string;
  /** OpenSSH private host keys (PEM): the emulator's own, of no value to anyone. */
  readonly hostKeys: readonly string[];
  readonly tags: Tags;
}

/** Table `transfer.users`, key `SERVER-ID/NAME`. */
export interface TransferUserRecord {
  readonly arn: string;
  readonly serverId: string;
  readonly name: string;
  readonly roleArn: string;
  readonly homeDirectoryType: "PATH" | "LOGICAL";
  readonly homeDirectory?: string;
  readonly mappings: readonly {
    readonly entry: string;
    readonly target: string;
    readonly type?: "FILE" | "DIRECTORY";
  }[];
  readonly sessionPolicy?: PolicyDocument;
  readonly keys: readonly { readonly id: string; readonly body: string; readonly importedAt: number }[];
  readonly tags: Tags;
}

/** The tables of the local AWS by name. */
export interface Tables {
  "iam.roles": RoleRecord;
  "iam.policies": ManagedPolicyRecord;
  "iam.oidcProviders": OidcProviderRecord;
  "iam.users": UserRecord;
  "iam.accessKeys": AccessKeyRecord;
  "sts.sessions": SessionRecord;
  "s3.buckets": BucketRecord;
  "s3.policies": BucketPolicyRecord;
  "s3.versions": ObjectVersionRecord;
  "s3.uploads": UploadRecord;
  "s3.parts": UploadPartRecord;
  "kms.keys": KeyRecord;
  "kms.grants": GrantRecord;
  "secrets.secrets": SecretRecord;
  "transfer.servers": TransferServerRecord;
  "transfer.users": TransferUserRecord;
}
