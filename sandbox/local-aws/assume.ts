import type { Context, PolicyDocument } from "../../src/policy/types.ts";
import { decide, denial } from "./authorize.ts";
import { AwsFault } from "./fault.ts";
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
 * Asks a role's trust policy, as the observer sees it, and the caller's identity policies.
 * @returns what {@link newSession} makes a session of
 * @throws AwsFault AccessDenied, ValidationError
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function trustedSession(world: World, request: AssumeRequest): SessionRequest {
  const { caller, observer, roleArn, sessionName, durationSeconds } = request;
  const [, account = "", name = ""] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  const role = world.table("iam.roles").seen(`${account}/${name}`, observer);
  const ask: Ask = {
    caller,
    action: "sts:AssumeRole",
    resource: roleArn,
    resourceAccount: account,
    context: assumeContext(request),
    resourcePolicyMode: "required",
    observer,
  };
  if (role === undefined || role.arn !== roleArn) {
    throw denial(ask, {
      allowed: false,
      outcome: "implicit-deny",
      by: "resource",
      why: "there is no such role",
    });
  }
  const asked: Ask = { ...ask, resourcePolicy: { name: `role/${name}/trust`, document: role.trust } };
  const decision = decide(world, asked);
  if (world.enforcing && !decision.allowed) throw denial(asked, decision);
  const chained = caller.principal.type === "session";
  checkDuration(durationSeconds, role, chained);
  return {
    role,
    sessionName,
    durationSeconds,
    chained,
    ...(request.sessionPolicies === undefined ? {} : { sessionPolicies: request.sessionPolicies }),
    ...(request.sourceIdentity === undefined ? {} : { sourceIdentity: request.sourceIdentity }),
  };
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

function assumeContext(request: AssumeRequest): Context {
  return {
    "sts:RoleSessionName": request.sessionName,
    ...(request.externalId === undefined ? {} : { "sts:ExternalId": request.externalId }),
    ...(request.sourceIdentity === undefined ? {} : { "sts:SourceIdentity": request.sourceIdentity }),
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
