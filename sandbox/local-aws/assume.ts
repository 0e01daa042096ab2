import type { Context, Decision, PolicyDocument } from "../../src/policy/types.ts";
import { decide, denial } from "./authorize.ts";
import { AwsFault } from "./fault.ts";
import { parseRoleArn } from "./services/shared/arn.ts";
import type { RoleRecord, SessionRecord } from "./tables.ts";
import type { Ask, AssumeRequest, World } from "./world.ts";

/** Longest session of a role that another role's session has assumed, in seconds. */
const CHAINED_MAX_SECONDS = 3600;

/** What a session consists of before it has credentials. */
export interface SessionRequest {
  readonly role: RoleRecord;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly chained: boolean;
  readonly sessionPolicies?: readonly PolicyDocument[];
  readonly sourceIdentity?: string;
}

/**
 * Asks a role's trust policy, as the observer sees it, and the caller's identity policies: for the session itself, and for
 * the source identity and the tags that it brings. A source identity stays with the sessions that follow.
 * @returns what {@link newSession} makes a session of
 * @throws AwsFault AccessDenied, ValidationError
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function trustedSession(world: World, request: AssumeRequest): SessionRequest {
  const { caller, observer, roleArn, sessionName, durationSeconds } = request;
  const named = parseRoleArn(roleArn);
  if (named === undefined) throw new AwsFault("ValidationError", 400, `${roleArn} is invalid`);
  const held = caller.session?.sourceIdentity;
  const sourceIdentity = request.sourceIdentity ?? held;
  const context = assumeContext(request, sourceIdentity);
  const ask: Ask = {
    caller,
    action: "sts:AssumeRole",
    resource: roleArn,
    resourceAccount: named.account,
    context,
    resourcePolicyMode: "required",
    observer,
  };
  const role = world.table("iam.roles").seen(`${named.account}/${named.name}`, observer);
  if (role?.arn !== roleArn) throw denial(ask, refused("there is no such role"));
  if (held !== undefined && held !== sourceIdentity)
    throw denial({ ...ask, action: "sts:SetSourceIdentity" }, refused("a source identity stays as it is"));
  for (const action of assumeActions(context)) askTrust(world, { ...ask, action }, role);
  const chained = caller.principal.type === "session";
  checkDuration(durationSeconds, role, chained);
  return {
    role,
    sessionName,
    durationSeconds,
    chained,
    ...(request.sessionPolicies === undefined ? {} : { sessionPolicies: request.sessionPolicies }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

function askTrust(world: World, ask: Ask, role: RoleRecord): void {
  const asked: Ask = { ...ask, resourcePolicy: { name: `role/${role.name}/trust`, document: role.trust } };
  const decision = decide(world, asked);
  if (world.enforcing && !decision.allowed) throw denial(asked, decision);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required */
function assumeActions(context: Context): string[] {
  return [
    "sts:AssumeRole",
    ...("sts:SourceIdentity" in context ? ["sts:SetSourceIdentity"] : []),
    ...("aws:TagKeys" in context ? ["sts:TagSession"] : []),
  ];
}

function refused(why: string): Decision {
  return { allowed: false, outcome: "implicit-deny", by: "resource", why };
}

/** Fresh credentials of a role. Nothing is stored. */
export function newSession(
  world: Pick<World, "clock" | "random" | "id">,
  request: SessionRequest,
): SessionRecord {
  const { role } = request;
  const issuedAt = world.clock.now();
  return {
    accessKeyId: world.id("ASIA", 16),
    secretAccessKey: Buffer.from(world.random.bytes(30)).toString("base64"),
    sessionToken: `IQoJb3JpZ2luX2Vj${Buffer.from(world.random.bytes(150)).toString("base64")}`,
    account: role.account,
    roleArn: role.arn,
    roleId: role.id,
    sessionName: request.sessionName,
    issuedAt,
    expiresAt: issuedAt + request.durationSeconds * 1000,
    chained: request.chained,
    ...(request.sessionPolicies === undefined ? {} : { sessionPolicies: request.sessionPolicies }),
    ...(request.sourceIdentity === undefined ? {} : { sourceIdentity: request.sourceIdentity }),
  };
}

function assumeContext(request: AssumeRequest, sourceIdentity: string | undefined): Context {
  return {
    "sts:RoleSessionName": request.sessionName,
    ...(request.externalId === undefined ? {} : { "sts:ExternalId": request.externalId }),
    ...(sourceIdentity === undefined ? {} : { "sts:SourceIdentity": sourceIdentity }),
    ...request.context,
  };
}

function checkDuration(seconds: number, role: RoleRecord, chained: boolean): void {
  if (chained && seconds > CHAINED_MAX_SECONDS) {
    throw new AwsFault(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  if (seconds > role.maxSessionSeconds) {
    throw new AwsFault(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
}
