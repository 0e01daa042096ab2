import type { Aws, OutputOf } from "../../aws/aws.ts";
import { AwsFailure } from "../../aws/failure.ts";
import { readDocument } from "../../policy/document-text.ts";
import type { Grant, PolicySet } from "../../policy/types.ts";
import { allPages, ifFound } from "../read.ts";

/** What a resource's own side says, as it is now. */
export type LiveTarget = Pick<PolicySet, "resource" | "resourcePolicy" | "grants"> & {
  /** There is no such secret, or it is to be deleted. */
  readonly gone?: true;
};

/**
 * The resource's own policy, and a key's grants: of a bucket or object, a KMS key, a secret, or a role (its trust
 * policy). Any other resource has none.
 * @param arn the resource's ARN
 * @throws AwsFailure
 */
export async function readTarget(aws: Aws, arn: string): Promise<LiveTarget> {
  const [, , service, , , ...rest] = arn.split(":");
  const name = rest.join(":");
  switch (service) {
    case "s3":
      return bucket(aws, name.split("/")[0] ?? name);
    case "kms":
      return key(aws, arn);
    case "secretsmanager":
      return secret(aws, arn);
    case "iam":
      return name.startsWith("role/") ? role(aws, name.slice(name.lastIndexOf("/") + 1)) : {};
    default:
      return {};
  }
}

async function bucket(aws: Aws, name: string): Promise<LiveTarget> {
  const found = await ifFound(aws.send("s3", "GetBucketPolicy", { Bucket: name }));
  return found?.Policy === undefined ? {} : { resource: readDocument(`bucket/${name}/policy`, found.Policy) };
}

async function key(aws: Aws, arn: string): Promise<LiveTarget> {
  const [{ output }, grants] = await Promise.all([
    aws.send("kms", "GetKeyPolicy", { KeyId: arn, PolicyName: "default" }),
    allPages<Listed, string>(async (Marker) => {
      const { output } = await aws.send("kms", "ListGrants", {
        KeyId: arn,
        Limit: 100,
        ...(Marker ? { Marker } : {}),
      });
      return { items: output.Grants ?? [], next: output.Truncated ? output.NextMarker : undefined };
    }),
  ]);
  return {
    resource: readDocument(`key/${arn.slice(arn.lastIndexOf("/") + 1)}/policy/default`, output.Policy ?? ""),
    resourcePolicy: "required",
    grants: grants.map((grant) => grantOf(arn, grant)),
  };
}

type Listed = NonNullable<OutputOf<"kms", "ListGrants">["Grants"]>[number];

function grantOf(
  keyArn: string,
  { GrantId = "", Name, GranteePrincipal = "", Operations = [], Constraints = {} }: Listed,
): Grant {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = Constraints;
  return {
    grantId: GrantId,
    ...(Name === undefined ? {} : { name: Name }),
    grantee: GranteePrincipal,
    keyArn,
    operations: Operations,
    ...(equals === undefined ? {} : { encryptionContextEquals: equals }),
    ...(subset === undefined ? {} : { encryptionContextSubset: subset }),
  };
}

/**
 * In its recovery window a secret refuses to tell its policy, and nobody reads its value.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html
 */
async function secret(aws: Aws, arn: string): Promise<LiveTarget> {
  const found = await ifFound(aws.send("secrets-manager", "GetResourcePolicy", { SecretId: arn })).catch(
    (error: unknown) => {
      if (error instanceof AwsFailure && error.code === "InvalidRequestException") return undefined;
      throw error;
    },
  );
  if (found === undefined) return { gone: true };
  const { ResourcePolicy: text, Name = arn } = found;
  return text === undefined ? {} : { resource: readDocument(`secret/${Name}/policy`, text) };
}

/** A trust policy decides alone who may assume a role. */
async function role(aws: Aws, name: string): Promise<LiveTarget> {
  const found = await ifFound(aws.send("iam", "GetRole", { RoleName: name }));
  const text = found?.Role?.AssumeRolePolicyDocument;
  if (text === undefined) return { resourcePolicy: "required" };
  return { resource: readDocument(`role/${name}/trust`, text), resourcePolicy: "required" };
}
