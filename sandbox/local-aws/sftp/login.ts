import { timingSafeEqual } from "node:crypto";
import type { PublicKeyAuthContext } from "ssh2";
import type { PolicyDocument } from "../../../src/policy/types.ts";
import { connectionContext, plainCaller, sessionCaller } from "../caller.ts";
import { AwsFault } from "../fault.ts";
import { randomHex, uuid } from "../services/shared/uuid.ts";
import type { SessionRecord, TransferServerRecord, TransferUserRecord } from "../tables.ts";
import { type AssumeRequest, type Caller, REGION, type World } from "../world.ts";
import { type View, viewOf } from "./paths.ts";

/** Whose copy of users and of IAM the endpoint sees. */
const OBSERVER = "sftp";
const SERVICE = "transfer.amazonaws.com";
const SESSION_SECONDS = 3600;

/** What a login has won: the user's view, and its role's session as the caller of each S3 call. */
export interface Login {
  readonly view: View;
  /**
   * Made anew for each call, since it carries the time. A session that is over is renewed, as far as the trust policy still
   * lets Transfer in: connections outlive the hour of a session.
   * @throws AwsFault AccessDenied
   */
  caller(): Caller;
}

/** The user of that name as the endpoint sees it now. */
export function findUser(
  world: World,
  server: TransferServerRecord,
  name: string,
): TransferUserRecord | undefined {
  return world.table("transfer.users").seen(`${server.id}/${name}`, OBSERVER);
}

/** Whether the presented key is one of the user's. */
export function ownsKey(user: TransferUserRecord, presented: PublicKeyAuthContext["key"]): boolean {
  return user.keys.some(({ body }) => {
    const known = Buffer.from(body.trim().split(/\s+/)[1] ?? "", "base64");
    return known.length === presented.data.length && timingSafeEqual(known, presented.data);
  });
}

/**
 * Opens the user's session: its role is assumed the way Transfer does it, with the source conditions of
 * https://docs.aws.amazon.com/transfer/latest/userguide/confused-deputy.html and
 * the session name of https://docs.aws.amazon.com/transfer/latest/userguide/cloudtrail-logging.html.
 * @returns `undefined` where mappings are unusable. @throws AwsFault where the role can't be assumed.
 */
export function openLogin(
  world: World,
  server: TransferServerRecord,
  user: TransferUserRecord,
): Login | undefined {
  const view = viewOf(user);
  if (!view) return undefined;
  const source = {
    "aws:SourceAccount": server.account,
    "aws:SourceArn": `arn:aws:transfer:${REGION}:${server.account}:user/${server.id}/${user.name}`,
  };
  const connection = () => connectionContext({ now: world.clock.now(), secure: true, userAgent: SERVICE });
  const request: AssumeRequest = {
    caller: plainCaller({ type: "service", service: SERVICE }, connection()),
    roleArn: user.roleArn,
    sessionName: `${user.name}.${randomHex(world.random, 8)}@${server.id}`.slice(0, 64),
    durationSeconds: SESSION_SECONDS,
    context: source,
    observer: OBSERVER,
    ...(user.sessionPolicy === undefined ? {} : { sessionPolicies: [fillIn(user.sessionPolicy, user)] }),
  };
  let session = assumeTraced(world, server, request);
  const caller = () => {
    if (world.clock.now() >= session.expiresAt) session = assumeTraced(world, server, request);
    return sessionCaller(session, connection(), SERVICE);
  };
  return { view, caller };
}

/** Assumes the role and records that in the trail, refused or not. */
function assumeTraced(world: World, server: TransferServerRecord, request: AssumeRequest): SessionRecord {
  const { caller, roleArn, sessionName } = request;
  const record = (error?: unknown) =>
    world.record({
      eventId: uuid(world.random),
      eventTime: world.clock.now(),
      eventSource: "sts.amazonaws.com",
      eventName: "AssumeRole",
      account: server.account,
      readOnly: true,
      sourceIp: SERVICE,
      userAgent: SERVICE,
      requestId: world.id("", 16),
      caller: caller.principal,
      invokedBy: SERVICE,
      ...(error instanceof AwsFault ? { errorCode: error.code, errorMessage: error.message } : {}),
      request: { roleArn, roleSessionName: sessionName },
      resources: [{ type: "AWS::IAM::Role", name: roleArn }],
      data: false,
    });
  try {
    const session = world.assumeRole(request);
    record();
    return session;
  } catch (error) {
    record(error);
    throw error;
  }
}

/**
 * Replaces the variables of a session policy; those of the home directory have no value with LOGICAL mappings
 * (https://docs.aws.amazon.com/transfer/latest/userguide/users-policies-session.html).
 */
function fillIn(policy: PolicyDocument, user: TransferUserRecord): PolicyDocument {
  const [, bucket = "", ...folder] = (user.homeDirectory ?? "").split("/");
  const values: Readonly<Record<string, string>> = {
    UserName: user.name,
    ...(user.homeDirectoryType === "PATH"
      ? { HomeDirectory: `${bucket}/${folder.join("/")}`, HomeFolder: folder.join("/"), HomeBucket: bucket }
      : {}),
  };
  const text = JSON.stringify(policy).replace(
    /\$\{transfer:(\w+)\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
  return JSON.parse(text) as PolicyDocument;
}
