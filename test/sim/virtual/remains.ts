import { connectionContext, sessionCaller } from "../../../sandbox/local-aws/caller.ts";
import { AwsFault } from "../../../sandbox/local-aws/fault.ts";
import { ACCOUNT, BUCKET, TRANSFER_SERVER } from "../../../sandbox/local-aws/seed/names.ts";
import { findUser, openLogin } from "../../../sandbox/local-aws/sftp/login.ts";
import type { SessionRecord } from "../../../sandbox/local-aws/tables.ts";
import type { Caller, World } from "../../../sandbox/local-aws/world.ts";

const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;

/** Sids of the bucket's policy, as it is. */
export function statementsOf(truth: World): readonly { readonly Sid?: string }[] {
  return [truth.table("s3.policies").get(BUCKET)?.document.Statement ?? []].flat();
}

/** What exists of a subject (a partner or its twin), by name and by tag. */
export function remainsOf(truth: World, subject: string): readonly string[] {
  const owns = (tags: Readonly<Record<string, string>>) => tags["vendor:partner"] === subject;
  const roles = truth.table("iam.roles").entries();
  const users = truth.table("transfer.users").entries();
  const secrets = truth.table("secrets.secrets").entries();
  const grants = truth.table("kms.grants").entries();
  return [
    ...roles
      .filter(([, role]) => owns(role.tags) || isRoleOf(role.arn, subject))
      .map(([key]) => `role ${key}`),
    ...users.filter(([, user]) => owns(user.tags) || user.name === subject).map(([key]) => `user ${key}`),
    ...secrets.filter(([, { tags, deletedAt }]) => owns(tags) && !deletedAt).map(([key]) => `secret ${key}`),
    ...grants
      .filter(
        ([, { name = "", grantee }]) => name.startsWith(`vendor:${subject}:`) || isRoleOf(grantee, subject),
      )
      .map(([, { name }]) => `grant ${name}`),
    ...statementsOf(truth)
      .filter(({ Sid = "" }) => isSidOf(Sid, subject))
      .map(({ Sid }) => `statement ${Sid}`),
  ];
}

/** What of a subject still gets in: sessions that were handed out, and its SFTP login. */
export function waysIn(truth: World, subject: string): readonly string[] {
  const now = truth.clock.now();
  const sessions = truth
    .table("sts.sessions")
    .entries()
    .filter(([, { roleArn, expiresAt }]) => isRoleOf(roleArn, subject) && expiresAt > now);
  const works = sessions.filter(([, session]) => readsOwn(truth, session, subject));
  return [...works.map(([key]) => `session ${key} reads ${subject}/`), ...logins(truth, subject)];
}

function readsOwn(truth: World, session: SessionRecord, subject: string): boolean {
  return allows(truth, callerOf(truth, session), "s3:GetObject", `${BUCKET_ARN}/${subject}/file`);
}

function logins(truth: World, subject: string): readonly string[] {
  const server = truth.table("transfer.servers").get(TRANSFER_SERVER);
  const user = server && findUser(truth, server, subject);
  if (!user || user.keys.length === 0) return [];
  try {
    const caller = openLogin(truth, server, user)?.caller();
    if (caller === undefined) return [];
    const reads = allows(truth, caller, "s3:GetObject", `${BUCKET_ARN}/${subject}/file`);
    return reads ? [`the SFTP login ${subject} reads ${subject}/`] : [];
  } catch (error) {
    if (error instanceof AwsFault) return [];
    throw error;
  }
}

/** What a subject's roles may do that nobody's may: reach beyond its own prefix. */
export function reachesOf(truth: World, subject: string, others: readonly string[]): readonly string[] {
  const roles = truth
    .table("iam.roles")
    .entries()
    .filter(([, { arn }]) => isRoleOf(arn, subject));
  return roles.flatMap(([, role]) => {
    const session: SessionRecord = {
      ...{ accessKeyId: "", secretAccessKey: "", sessionToken: "", sessionName: "truth", chained: false },
      ...{ account: role.account, roleArn: role.arn, roleId: role.id },
      issuedAt: truth.clock.now(),
      expiresAt: Number.POSITIVE_INFINITY,
    };
    const caller = callerOf(truth, session);
    return ["analytics", ...others]
      .filter((prefix) => allows(truth, caller, "s3:GetObject", `${BUCKET_ARN}/${prefix}/file`))
      .map((prefix) => `role ${role.name} reads ${prefix}/`);
  });
}

function callerOf(truth: World, session: SessionRecord): Caller {
  const now = truth.clock.now();
  return sessionCaller(
    session,
    connectionContext({ now, secure: true, sourceIp: "127.0.0.1", userAgent: "truth" }),
  );
}

function allows(truth: World, caller: Caller, action: string, resource: string): boolean {
  const document = truth.table("s3.policies").get(BUCKET)?.document;
  const policy = document === undefined ? {} : { resourcePolicy: { name: "bucket", document } };
  return truth.allows({ caller, action, resource, resourceAccount: ACCOUNT, ...policy });
}

function isRoleOf(arn: string, subject: string): boolean {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  return name === `vendor-${subject}` || name === `vendor-${subject}.pull`;
}

/** `VendorAcmePartnerList` is acme's; `VendorAcmeRehearsalPartnerList` its twin's. */
function isSidOf(sid: string, subject: string): boolean {
  const camel = (name: string) => name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  return (
    sid.startsWith(`Vendor${camel(subject)}`) && !sid.startsWith(`Vendor${camel(`${subject}-rehearsal`)}`)
  );
}
