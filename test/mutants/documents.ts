import {
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateGrantCommand, ListGrantsCommand, RevokeGrantCommand } from "@aws-sdk/client-kms";
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import {
  DeleteSshPublicKeyCommand,
  DescribeUserCommand,
  ImportSshPublicKeyCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-transfer";
import type { Clients } from "../e2e/support/clients.ts";
import type { Documents, GrantDocument, Part, Statement, UserDocument } from "./types.ts";

/** Where the documents of a subject are. */
export interface Whereabouts {
  /** `role` and `pull role`: the names of those that there are. */
  readonly roles: Readonly<Record<string, string>>;
  /** Absent where the partner has none. */
  readonly secret?: string;
  /** Absent where the partner has none. */
  readonly user?: string;
  readonly server: string;
  readonly bucket: string;
  readonly keyArn: string;
  /** What the Sids of the subject's own statements in the bucket policy begin with. */
  readonly sids: string;
  /** What the names of its grants begin with. */
  readonly grants: string;
}

/** Reads the documents of a subject as they are in force. */
export async function readDocuments(admin: Clients, at: Whereabouts): Promise<Documents> {
  const roles = Object.entries(at.roles).map(async ([part, RoleName]) => {
    const [{ Role }, { PolicyDocument }] = await Promise.all([
      admin.iam.send(new GetRoleCommand({ RoleName })),
      admin.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "access" })),
    ]);
    return {
      [`${part} trust`]: statementsOf(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")),
      [`${part} policy`]: statementsOf(decodeURIComponent(PolicyDocument ?? "")),
      boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    };
  });
  const [{ ResourcePolicy = "" }, { Grants = [] }, { User }, { own, base }] = await Promise.all([
    at.secret === undefined
      ? { ResourcePolicy: undefined }
      : admin.secrets.send(new GetResourcePolicyCommand({ SecretId: at.secret })),
    admin.kms.send(new ListGrantsCommand({ KeyId: at.keyArn, Limit: 100 })),
    at.user === undefined
      ? { User: undefined }
      : admin.transfer.send(new DescribeUserCommand({ ServerId: at.server, UserName: at.user })),
    readBucket(admin, at),
  ]);
  const grants = Grants.filter(({ Name = "" }) => Name.startsWith(at.grants)).map(
    (grant): [string, GrantDocument] => [
      `grant ${(grant.Name ?? "").slice(at.grants.length)}`,
      {
        name: grant.Name ?? "",
        grantee: grant.GranteePrincipal ?? "",
        operations: grant.Operations ?? [],
        constraints: (grant.Constraints ?? {}) as GrantDocument["constraints"],
      },
    ],
  );
  const mappings = (User?.HomeDirectoryMappings ?? []).map(({ Entry = "", Target = "" }) => ({
    Entry,
    Target,
  }));
  return {
    ...Object.assign({}, ...(await Promise.all(roles))),
    "bucket base": base,
    ...(own.length === 0 ? {} : { "bucket statements": own }),
    ...(at.secret === undefined ? {} : { "secret policy": statementsOf(ResourcePolicy) }),
    ...(at.user === undefined ? {} : { user: { mappings, moreKeys: [] } }),
    ...Object.fromEntries(grants),
  };
}

async function readBucket(admin: Clients, { bucket, sids }: Whereabouts) {
  const { Policy = "" } = await admin.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  const all = statementsOf(Policy);
  const isOwn = ({ Sid = "" }: Statement) => Sid.startsWith(sids);
  return { own: all.filter(isOwn), base: all.filter(({ Sid = "" }) => !Sid.startsWith("Vendor")) };
}

function statementsOf(document: string): readonly Statement[] {
  return (JSON.parse(document) as { readonly Statement: readonly Statement[] }).Statement;
}

function documentOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Nobody, where a document without any statement is no document. */
const NOBODY: Statement = { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" };

/**
 * Puts a document in force. The bucket's policy is written whole: the base's statements and those of every subject.
 * @param all the documents of all subjects, this one's as they shall be
 */
export async function writeDocument(
  admin: Clients,
  at: Whereabouts,
  part: Part,
  value: Documents[Part],
  all: readonly Documents[],
): Promise<void> {
  if (part === "user") return writeUser(admin, at, value as UserDocument);
  if (part === "boundary") return writeBoundary(admin, at, value as string | null);
  if (part.startsWith("grant "))
    return writeGrant(admin, at, `${at.grants}${part.slice("grant ".length)}`, value as GrantDocument);
  const statements = (value ?? []) as readonly Statement[];
  if (part === "bucket base" || part === "bucket statements") return writeBucket(admin, at, all);
  if (part === "secret policy") return writeSecret(admin, at, statements);
  const RoleName = at.roles[part.replace(/ (trust|policy)$/, "")] ?? "";
  if (part.endsWith("policy")) {
    const PolicyDocument = documentOf(statements);
    await admin.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "access", PolicyDocument }));
  } else {
    const PolicyDocument = documentOf(statements.length === 0 ? [NOBODY] : statements);
    await admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  }
}

async function writeBucket(
  admin: Clients,
  { bucket }: Whereabouts,
  all: readonly Documents[],
): Promise<void> {
  const base = all[0]?.["bucket base"] ?? [];
  const statements = [...base, ...all.flatMap((documents) => documents["bucket statements"] ?? [])];
  await (statements.length === 0
    ? admin.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }))
    : admin.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: documentOf(statements) })));
}

async function writeSecret(
  admin: Clients,
  { secret }: Whereabouts,
  statements: readonly Statement[],
): Promise<void> {
  await (statements.length === 0
    ? admin.secrets.send(new DeleteResourcePolicyCommand({ SecretId: secret }))
    : admin.secrets.send(
        new PutResourcePolicyCommand({ SecretId: secret, ResourcePolicy: documentOf(statements) }),
      ));
}

async function writeBoundary(admin: Clients, { roles }: Whereabouts, boundary: string | null): Promise<void> {
  for (const RoleName of Object.values(roles))
    await (boundary === null
      ? admin.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }))
      : admin.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary })));
}

/** A grant can't be changed: all of its name go, and one is made anew. */
async function writeGrant(
  admin: Clients,
  { keyArn: KeyId }: Whereabouts,
  name: string,
  grant: GrantDocument | undefined,
): Promise<void> {
  const { Grants = [] } = await admin.kms.send(new ListGrantsCommand({ KeyId, Limit: 100 }));
  for (const { GrantId } of Grants.filter(({ Name }) => Name === name))
    await admin.kms.send(new RevokeGrantCommand({ KeyId, GrantId }));
  if (grant === undefined) return;
  await admin.kms.send(
    new CreateGrantCommand({
      KeyId,
      Name: name,
      GranteePrincipal: grant.grantee,
      Operations: grant.operations as ("Decrypt" | "Encrypt")[],
      ...(Object.keys(grant.constraints).length === 0 ? {} : { Constraints: grant.constraints }),
    }),
  );
}

async function writeUser(
  admin: Clients,
  { server: ServerId, user: UserName }: Whereabouts,
  { mappings, moreKeys }: UserDocument,
): Promise<void> {
  const who = { ServerId, UserName };
  await admin.transfer.send(
    new UpdateUserCommand({ ...who, HomeDirectoryType: "LOGICAL", HomeDirectoryMappings: [...mappings] }),
  );
  const { User } = await admin.transfer.send(new DescribeUserCommand(who));
  const added = (User?.SshPublicKeys ?? []).slice(2);
  for (const { SshPublicKeyId } of added)
    await admin.transfer.send(new DeleteSshPublicKeyCommand({ ...who, SshPublicKeyId }));
  for (const SshPublicKeyBody of moreKeys)
    await admin.transfer.send(new ImportSshPublicKeyCommand({ ...who, SshPublicKeyBody }));
}
