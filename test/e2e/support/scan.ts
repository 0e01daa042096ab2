import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { ListGrantsCommand } from "@aws-sdk/client-kms";
import {
  GetBucketPolicyCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { DescribeUserCommand, ListUsersCommand } from "@aws-sdk/client-transfer";
import type { Place } from "./place.ts";

/** One thing that exists in the account: what it is called, and all that is known of it. */
export interface Found {
  /** e.g. `role vendor-acme`. */
  readonly name: string;
  readonly detail: unknown;
}

/**
 * Everything in the account that a partner could be made of, read by its administrator with plain SDK calls. A list may
 * lag behind what the test itself has just changed: poll then.
 */
export async function scan(place: Place): Promise<readonly Found[]> {
  const found = await Promise.all([
    roles(place),
    objects(place),
    statements(place),
    grants(place),
    users(place),
    secrets(place),
  ]);
  return found.flat();
}

/** Names of all that mentions `partner` anywhere: in its name, its tags or its documents; also in its Sids. */
export async function tracesOf(place: Place, partner: string): Promise<readonly string[]> {
  const word = partner.replaceAll("-", "").toLowerCase();
  const all = await scan(place);
  return all
    .filter((entry) => JSON.stringify(entry).replaceAll("-", "").toLowerCase().includes(word))
    .map(({ name }) => name);
}

async function roles({ admin: { iam } }: Place): Promise<readonly Found[]> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  return Promise.all(
    Roles.map(async ({ RoleName = "" }) => {
      const [role, { PolicyNames = [] }, { AttachedPolicies }] = await Promise.all([
        iam.send(new GetRoleCommand({ RoleName })),
        iam.send(new ListRolePoliciesCommand({ RoleName })),
        iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
      ]);
      const policies = await Promise.all(
        PolicyNames.map(async (PolicyName) => {
          const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
          return decodeURIComponent(PolicyDocument);
        }),
      );
      const { AssumeRolePolicyDocument = "", Arn, Tags, PermissionsBoundary } = role.Role ?? {};
      return {
        name: `role ${RoleName}`,
        detail: {
          Arn,
          Tags,
          PermissionsBoundary,
          AttachedPolicies,
          trust: decodeURIComponent(AssumeRolePolicyDocument),
          policies,
        },
      };
    }),
  );
}

async function objects({ admin: { s3 }, local: { describe } }: Place): Promise<readonly Found[]> {
  const Bucket = describe.bucket;
  const [{ Versions = [], DeleteMarkers = [] }, { Uploads = [] }] = await Promise.all([
    s3.send(new ListObjectVersionsCommand({ Bucket })),
    s3.send(new ListMultipartUploadsCommand({ Bucket })),
  ]);
  return [
    ...Versions.map(({ Key, VersionId, ETag }) => ({ name: `object ${Key}`, detail: { VersionId, ETag } })),
    ...DeleteMarkers.map(({ Key, VersionId }) => ({ name: `delete marker ${Key}`, detail: { VersionId } })),
    ...Uploads.map(({ Key, UploadId }) => ({ name: `upload ${Key}`, detail: { UploadId } })),
  ];
}

async function statements({ admin: { s3 }, local: { describe } }: Place): Promise<readonly Found[]> {
  const { Policy = "{}" } = await s3.send(new GetBucketPolicyCommand({ Bucket: describe.bucket }));
  const { Statement = [] } = JSON.parse(Policy) as { Statement?: { Sid?: string }[] };
  return Statement.map((detail) => ({ name: `statement ${detail.Sid}`, detail }));
}

async function grants({ admin: { kms }, local: { describe } }: Place): Promise<readonly Found[]> {
  const { Grants = [] } = await kms.send(new ListGrantsCommand({ KeyId: describe.kmsKeyArn, Limit: 100 }));
  return Grants.map(({ CreationDate: _at, ...detail }) => ({ name: `grant ${detail.Name}`, detail }));
}

async function users({ admin: { transfer }, local: { describe } }: Place): Promise<readonly Found[]> {
  const server = { ServerId: describe.transferServer };
  const { Users = [] } = await transfer.send(new ListUsersCommand(server));
  return Promise.all(
    Users.map(async ({ UserName }) => {
      const { User } = await transfer.send(new DescribeUserCommand({ ...server, UserName }));
      return { name: `user ${UserName}`, detail: User };
    }),
  );
}

async function secrets({ admin: { secrets: client } }: Place): Promise<readonly Found[]> {
  const { SecretList = [] } = await client.send(
    new ListSecretsCommand({ IncludePlannedDeletion: true, MaxResults: 100 }),
  );
  return SecretList.map(({ Name, ARN, DeletedDate, Tags, KmsKeyId, SecretVersionsToStages }) => ({
    name: `${DeletedDate === undefined ? "secret" : "secret in its recovery window"} ${Name}`,
    detail: { ARN, Tags, KmsKeyId, SecretVersionsToStages },
  }));
}
