import { accountArn, sessionArn } from "../principal.ts";
import type { Grant, Principal } from "../types.ts";
import { listOf, statementsOf } from "../values.ts";
import type { AttachedPolicy, ProofPrincipal } from "./types.ts";

/** Stands for the unique id of a role that does not exist yet. */
const UNKNOWN_ID = "AROAXXXXXXXXXXXXXXXXX";
/** The name of a session that nobody names. */
const SESSION = "proof";

/** The account that an ARN belongs to. */
export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

/** Session names that documents speak of, by `ACCOUNT ROLE`: a session so called may be allowed what others are not. */
export type SessionNames = ReadonlyMap<string, readonly string[]>;

/** Reads session names off the principals of resource policies and the grantees of grants. */
export function sessionNamesIn(attached: readonly AttachedPolicy[], grants: readonly Grant[]): SessionNames {
  const arns = [
    ...grants.map(({ grantee }) => grantee),
    ...attached.flatMap(({ policy }) =>
      statementsOf(policy.document).flatMap(({ Principal }) =>
        typeof Principal === "object" ? listOf(Principal.AWS) : [],
      ),
    ),
  ];
  const names = new Map<string, string[]>();
  for (const arn of arns) {
    const match = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(arn);
    if (match === null) continue;
    const key = `${match[1]} ${match[2]}`;
    names.set(key, [...(names.get(key) ?? []), match[3] ?? ""]);
  }
  return names;
}

/** As whom a principal can ask: a role as any of its sessions that documents tell from others. */
export function callersOf({ arn, id }: ProofPrincipal, names: SessionNames): readonly Principal[] {
  const account = accountOf(arn);
  const resource = arn.split(":").slice(5).join(":");
  if (resource === "root") return [{ type: "root", account }];
  if (resource.startsWith("user/")) return [{ type: "user", account, arn, userId: id ?? UNKNOWN_ID }];
  const named = names.get(`${account} ${resource.slice(resource.lastIndexOf("/") + 1)}`) ?? [];
  return [SESSION, ...named].map((sessionName) => ({
    type: "session",
    account,
    roleArn: arn,
    roleId: id ?? UNKNOWN_ID,
    sessionName,
  }));
}

/** Every name by which a `Principal` element or a grant can mean a caller. */
export function namesOf(caller: Principal): readonly string[] {
  switch (caller.type) {
    case "session":
      return [caller.roleArn, caller.roleId, sessionArn(caller), accountArn(caller.account)];
    case "user":
      return [caller.arn, caller.userId, accountArn(caller.account)];
    case "root":
      return [accountArn(caller.account)];
    default:
      return [];
  }
}
