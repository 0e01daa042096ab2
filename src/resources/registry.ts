import { vendorError } from "../core/errors.ts";
import { iamPolicy } from "./base/iam-policy.ts";
import { kmsKey } from "./base/kms-key.ts";
import { s3Bucket } from "./base/s3-bucket.ts";
import { transferServer } from "./base/transfer-server.ts";
import { iamRole } from "./iam-role.ts";
import type { Kind } from "./kind.ts";
import { kmsGrant } from "./kms-grant.ts";
import { s3BucketStatements } from "./s3-bucket-statements.ts";
import { s3Object } from "./s3-object.ts";
import { s3Prefix } from "./s3-prefix.ts";
import { secretsmanagerSecret } from "./secretsmanager-secret.ts";
import { transferUser } from "./transfer-user.ts";

/** Every kind of resource by the name that runbooks write. */
export const kinds: ReadonlyMap<string, Kind> = new Map(
  [iamRole, s3Prefix, s3Object, secretsmanagerSecret, kmsGrant, transferUser, s3BucketStatements].map(
    (kind) => [kind.name, kind],
  ),
);

/** Kinds that a base is made of: no runbook can name them, and the operator has no right to them. */
export const baseKinds: ReadonlyMap<string, Kind> = new Map(
  [s3Bucket, kmsKey, transferServer, iamPolicy].map((kind) => [kind.name, kind]),
);

/** The kind of that name, of a partner's resources or of the base's. @throws VendorError `kindUnknown` */
export function kindOf(name: string): Kind {
  const kind = kinds.get(name) ?? baseKinds.get(name);
  if (kind === undefined)
    throw vendorError("kindUnknown", { kind: name, known: [...kinds.keys()].join(", ") });
  return kind;
}
