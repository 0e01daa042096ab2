import { accountArn, sessionArn } from "../principal.ts";
import type { Grant, PolicyDocument, Principal } from "../types.ts";
import { listOf, statementsOf } from "../values.ts";
import type { AttachedPolicy, Estate, ProofPrincipal } from "./types.ts";

/** Stands for the unique id of a role that does not exist yet. */
const UNKNOWN_ID = "AROAXXXXXXXXXXXXXXXXX";
/** The name of a session that nobody names. */
const SESSION = "proof";

/** A role that nobody names, of an account that may come as any. */
const ANYBODY = "any-role";

/** Whether a principal stands for all of its account. */
export function isAnybody(arn: string): boolean {
  return arn.endsWith(`:role/${ANYBODY}`);
}

/** The principal that stands for all of the company's account. */
export function anybodyOf({ partition, account }: Estate): string {
  return `arn:${partition}:iam::${account}:role/${ANYBODY}`;
}

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

/**
 * Whom the statements of a resource policy let in: those that are named, and of an account that is named as a whole the
 * principals that its conditions ask for, else one that stands for all of them.
 */
export function principalsIn(document: PolicyDocument): readonly ProofPrincipal[] {
  const arns = statementsOf(document).flatMap(({ Effect, Principal, Condition = {} }) => {
    if (Effect === "Deny" || typeof Principal !== "object") return [];
    const asked = Object.values(Condition)
      .flatMap(Object.entries)
      .filter(([key]) => key.toLowerCase() === "aws:principalarn")
      .flatMap(([, values]) => listOf(values));
    return listOf(Principal.AWS).flatMap((name) => {
      const arn = accountArn(name);
      if (!arn.endsWith(":root")) return arn.startsWith("arn:") ? [arn] : [];
      const inAccount = asked.filter((one) => one.split(":")[4] === accountOf(arn) && !/\/\*+$/.test(one));
      const anybody = `${arn.slice(0, -"root".length)}role/${ANYBODY}`;
      return inAccount.length > 0 ? inAccount.map((one) => one.replace(/[*?]/g, "x")) : [anybody];
    });
  });
  return [...new Set(arns)].map((arn) => ({ arn }));
}

/**
 * Accounts whose every principal a trust policy lets in, each as the principal that stands for all of it; `*` is every
 * account. What only a service sends (`aws:SourceArn`) keeps principals out.
 */
export function anybodyIn(document: PolicyDocument): readonly ProofPrincipal[] {
  const everyone = statementsOf(document).some(
    ({ Effect, Principal, Condition = {} }) =>
      Effect === "Allow" &&
      (Principal === "*" || (typeof Principal === "object" && listOf(Principal.AWS).includes("*"))) &&
      !Object.values(Condition)
        .flatMap(Object.keys)
        .some((key) => /^aws:(SourceArn|PrincipalArn)$/i.test(key)),
  );
  return [
    ...principalsIn(document).filter(({ arn }) => isAnybody(arn)),
    ...(everyone ? [{ arn: `arn:aws:iam::*:role/${ANYBODY}` }] : []),
  ];
}
