import type { Principal } from "./types.ts";

/** Stands for a unique id that a text does not tell: no document names it. */
const UNTOLD_ID = "untold";

const ARN = /^arn:aws[a-z-]*:(iam|sts)::(\d{12}):(root|[\w-]+\/.+)$/;

/**
 * Reads a principal: a session's, user's or account's ARN, an account number, the ARN of an OIDC or SAML provider, a
 * service name, or `anonymous`. A session's ARN does not tell its role's path, so the role is taken to have none.
 * @returns undefined for anything else, a role's ARN too: a role never asks, its sessions do
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function parsePrincipal(text: string): Principal | undefined {
  if (text === "anonymous") return { type: "anonymous" };
  if (/^\d{12}$/.test(text)) return { type: "root", account: text };
  if (/^([a-z0-9-]+\.)+amazonaws\.com(\.cn)?$/.test(text)) return { type: "service", service: text };
  const [, , account, rest = ""] = ARN.exec(text) ?? [];
  if (account === undefined) return undefined;
  if (rest === "root") return { type: "root", account };
  const [kind, ...names] = rest.split("/");
  if (kind === "user") return { type: "user", account, arn: text, userId: UNTOLD_ID };
  if (kind === "oidc-provider" || kind === "saml-provider") return { type: "federated", provider: text };
  const [role, sessionName] = names;
  if (kind !== "assumed-role" || role === undefined || sessionName === undefined) return undefined;
  const partition = text.split(":")[1] ?? "aws";
  const roleArn = `arn:${partition}:iam::${account}:role/${role}`;
  return { type: "session", account, roleArn, roleId: UNTOLD_ID, sessionName };
}
