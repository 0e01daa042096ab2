import { vendorError } from "../core/errors.ts";
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

/** The kind of that name. @throws VendorError `kindUnknown` */
export function kindOf(name: string): Kind {
  const kind = kinds.get(name);
  if (kind === undefined)
    throw vendorError("kindUnknown", { kind: name, known: [...kinds.keys()].join(", ") });
  return kind;
}
