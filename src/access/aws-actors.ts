import type { Aws } from "../aws/aws.ts";
import { assumeRole } from "../aws/credentials.ts";
import type { AttemptResult } from "../core/probe.ts";
import { type AwsSession, judgeFailure, sessionWith } from "./aws-attempt.ts";
import { type Door, type Login, type Sessions, sessionsOf } from "./login.ts";

/** What the trust policy of a role is asked with. */
export interface RoleSpec {
  readonly roleArn: string;
  readonly externalId?: string;
}

/** How CloudTrail names the sessions of gates and access tests. */
const SESSION_NAME = "vendor-access-test";

/**
 * The sandbox account's stand-in: the operator assumes its role once, and again when the session has expired.
 * That it can't be assumed says nothing about a partner's access, so it is an `error`, never a denial.
 */
export function standInSessions(operator: Aws, roleArn: string): Sessions<AwsSession> {
  const asOperator = sessionWith(operator);
  const open = async (): Promise<Login<AwsSession>> => {
    const login = await assume(asOperator, { roleArn });
    return "refused" in login ? { refused: { ...login.refused, verdict: "error" } } : login;
  };
  return sessionsOf(doorOf(open), false);
}

/** Sessions of a role, assumed by the stand-in. */
export function roleSessions(
  standIn: Sessions<AwsSession>,
  spec: RoleSpec,
  held: boolean,
): Sessions<AwsSession> {
  return sessionsOf(
    doorOf(() => assumeThrough(standIn, spec)),
    held,
  );
}

/** Assumes a role as the stand-in and throws the session away. */
export async function tryAssume(standIn: Sessions<AwsSession>, spec: RoleSpec): Promise<AttemptResult> {
  const login = await assumeThrough(standIn, spec);
  return "refused" in login ? login.refused : { verdict: "allowed" };
}

/** Sessions share the operator's connections, which are not ours to close. */
function doorOf(open: () => Promise<Login<AwsSession>>): Door<AwsSession> {
  return { open, usable: (session) => !session.rejected, close: () => undefined };
}

async function assumeThrough(standIn: Sessions<AwsSession>, spec: RoleSpec): Promise<Login<AwsSession>> {
  const sessions: AwsSession[] = [];
  const result = await standIn.use(async (asStandIn) => {
    const login = await assume(asStandIn, spec);
    if ("refused" in login) return login.refused;
    sessions.push(login.session);
    return { verdict: "allowed" };
  });
  const [session] = sessions;
  return session ? { session } : { refused: result };
}

async function assume(caller: AwsSession, { roleArn, externalId }: RoleSpec): Promise<Login<AwsSession>> {
  try {
    const credentials = await assumeRole(caller.aws, roleArn, SESSION_NAME, externalId);
    return { session: sessionWith(caller.aws.as(credentials)) };
  } catch (thrown) {
    return { refused: judgeFailure(caller, thrown, { settledBy: [], held: false }) };
  }
}
