import type { Aws } from "../../aws/aws.ts";
import { vendorError } from "../../core/errors.ts";
import { parsePrincipal } from "../../policy/principal-text.ts";
import type { Context, NamedPolicy, Principal } from "../../policy/types.ts";
import { readRoleCaller } from "../../resources/live-policies/caller.ts";
import { partnerPrincipals } from "../../runbook/principals.ts";
import { loadRunbook } from "../../runbook/runbooks.ts";
import { listPartners } from "../../store/partners.ts";
import type { Session } from "../session.ts";
import type { Workplace } from "../workplace.ts";

/** Who asks, with the policies on its own side. */
export interface Asker {
  readonly principal: Principal;
  readonly partner?: string;
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  readonly context: Context;
  /** Of a partner: Sid → why its runbook has the statement. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** What of its side could not be read, in words. */
  readonly unread: readonly string[];
}

const SESSION = "vendor-policy-why";

/**
 * Whom `--as` means: `PARTNER`, `PARTNER:ROLE`, `PARTNER:partner`, or whatever {@link parsePrincipal} or a role's ARN
 * names.
 * @throws VendorError `inputInvalid`, `partnerUnknown`, `principalGone` · AwsFailure
 */
export async function askerOf(session: Session, place: Workplace, aws: Aws, who: string): Promise<Asker> {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\//.test(who)) return roleAsker(place, aws, who);
  const principal = parsePrincipal(who);
  if (principal === undefined) return partnerAsker(session, place, aws, who);
  if (principal.type === "session") return roleAsker(place, aws, principal.roleArn, principal.sessionName);
  if (principal.type === "user") return elsewhere(principal);
  return { principal, identity: [], context: {}, unread: [] };
}

async function partnerAsker(session: Session, place: Workplace, aws: Aws, who: string): Promise<Asker> {
  const [partner = "", as] = who.split(":");
  const all = await listPartners(place.store);
  const state = all.find((candidate) => candidate.partner === partner);
  if (state === undefined)
    throw vendorError("partnerUnknown", { partner, known: all.map((other) => other.partner).join(", ") });
  const runbook = loadRunbook(state.runbook.from, place.folders, session.host.cwd);
  const { roles, own, reasons } = partnerPrincipals(place.config, runbook, partner, state.inputs);
  const [first] = roles.values();
  const arn = as === undefined ? (first ?? own) : as === "partner" ? own : roles.get(as);
  if (arn === undefined) {
    const known = [...roles.keys(), ...(own === undefined ? [] : ["partner"])];
    const hint = `Known: ${known.map((name) => `${partner}:${name}`).join(", ")}.`;
    throw vendorError(
      "inputInvalid",
      { what: `--as ${who}` },
      { problems: [{ field: "--as", message: `${partner} has no "${as ?? "role"}".`, hint }] },
    );
  }
  return { ...(await roleAsker(place, aws, arn)), partner, reasons };
}

async function roleAsker(
  { config }: Workplace,
  aws: Aws,
  roleArn: string,
  sessionName = SESSION,
): Promise<Asker> {
  const account = roleArn.split(":")[4] ?? "";
  if (account !== config.account)
    return elsewhere({ type: "session", account, roleArn, roleId: "unread", sessionName });
  const caller = await readRoleCaller(aws, roleArn.slice(roleArn.lastIndexOf("/") + 1), sessionName);
  if (caller === undefined) throw vendorError("principalGone", { role: roleArn });
  return { ...caller, unread: [] };
}

/** Someone of another account: what its own account allows it can't be read from here, so it is taken to allow all. */
function elsewhere(principal: Extract<Principal, { account: string }>): Asker {
  const name = `the policies of account ${principal.account}, taken to allow it`;
  return {
    principal,
    identity: [
      {
        name,
        document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      },
    ],
    context: {},
    unread: [`what account ${principal.account} allows its own principal`],
  };
}
