import type { Context, Principal } from "../../src/policy/types.ts";
import type { SessionRecord } from "./tables.ts";
import { type Caller, REGION } from "./world.ts";

/** The account that a caller acts for: empty for services and for anonymous callers. */
export function accountOf(caller: Caller): string {
  return "account" in caller.principal ? caller.principal.account : "";
}

/** The caller behind a role's session credentials, over the connection that `connection` describes. */
export function sessionCaller(session: SessionRecord, connection: Context, invokedBy?: string): Caller {
  const { account, roleArn, roleId, sessionName } = session;
  const principal: Principal = { type: "session", account, roleArn, roleId, sessionName };
  return {
    principal,
    accessKeyId: session.accessKeyId,
    session,
    context: {
      ...connection,
      ...principalContext(principal),
      "aws:TokenIssueTime": isoTime(session.issuedAt),
      ...(session.sourceIdentity === undefined ? {} : { "aws:SourceIdentity": session.sourceIdentity }),
    },
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
}

/** The caller that has no session behind it: a user, a service, root or nobody. */
export function plainCaller(principal: Principal, connection: Context, accessKeyId?: string): Caller {
  return {
    principal,
    context: { ...connection, ...principalContext(principal) },
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
}

/** Condition keys of one connection. */
export function connectionContext(connection: {
  readonly now: number;
  readonly secure: boolean;
  /** Absent where a service calls, which has no address that a policy could name. */
  readonly sourceIp?: string;
  readonly userAgent?: string;
}): Context {
  return {
    "aws:SecureTransport": String(connection.secure),
    ...(connection.sourceIp === undefined ? {} : { "aws:SourceIp": connection.sourceIp }),
    "aws:CurrentTime": isoTime(connection.now),
    "aws:EpochTime": String(Math.floor(connection.now / 1000)),
    "aws:RequestedRegion": REGION,
    "aws:ViaAWSService": "false",
    ...(connection.userAgent === undefined ? {} : { "aws:UserAgent": connection.userAgent }),
  };
}

/** How AWS names a principal in messages and in GetCallerIdentity. */
export function principalArn(principal: Principal): string {
  switch (principal.type) {
    case "session": {
      const name = principal.roleArn.slice(principal.roleArn.lastIndexOf("/") + 1);
      return `arn:aws:sts::${principal.account}:assumed-role/${name}/${principal.sessionName}`;
    }
    case "user":
      return principal.arn;
    case "root":
      return `arn:aws:iam::${principal.account}:root`;
    case "service":
      return principal.service;
    case "federated":
      return principal.provider;
    case "anonymous":
      return "anonymous";
  }
}

/** Condition keys that every request of a principal carries. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function principalContext(principal: Principal): Context {
  switch (principal.type) {
    case "session":
      return {
        "aws:PrincipalArn": principal.roleArn,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": `${principal.roleId}:${principal.sessionName}`,
        "aws:PrincipalIsAWSService": "false",
      };
    case "user":
      return {
        "aws:PrincipalArn": principal.arn,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": "User",
        "aws:userid": principal.userId,
        "aws:username": principal.arn.slice(principal.arn.lastIndexOf("/") + 1),
        "aws:PrincipalIsAWSService": "false",
      };
    case "root":
      return {
        "aws:PrincipalArn": principalArn(principal),
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": "Account",
        "aws:userid": principal.account,
        "aws:PrincipalIsAWSService": "false",
      };
    case "service":
      return { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal.service };
    default:
      return {};
  }
}

function isoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
