import type { ServerFacts } from "../../resources/base/read-server.ts";
import { error, type FitnessLine, ok, unchecked, warning } from "./line.ts";

const FIELD = "transferServer";

/** What a server is moved to: https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html */
export const CURRENT_SECURITY_POLICY = "TransferSecurityPolicy-2024-01";

/** Users that a server may have: https://docs.aws.amazon.com/general/latest/gr/transfer-service.html */
const USER_LIMIT = 10_000;
const USERS_FULL = 0.9;

/** What is wrong where the region has no such server. */
export function serverMissing(server: string): FitnessLine {
  return error(
    FIELD,
    `There is no Transfer server ${server}.`,
    "Correct `transferServer` in the configuration, or `region`: a server of another region is not found either. Or have one made: vendor init --base",
  );
}

/** Whether a Transfer server is fit for partners. */
export function judgeServer(facts: ServerFacts): readonly FitnessLine[] {
  const { id, identityProvider, protocols, more } = facts;
  return [
    stateOf(facts),
    identityProvider === "SERVICE_MANAGED"
      ? ok(FIELD, "manages its own users")
      : error(
          FIELD,
          `Transfer server ${id} does not manage its own users.`,
          "Use a server with service-managed users: how users are kept can't be changed.",
        ),
    protocols.includes("SFTP")
      ? ok(FIELD, "speaks SFTP")
      : error(
          FIELD,
          `Transfer server ${id} does not speak SFTP.`,
          "Add the protocol.",
          `aws transfer update-server --server-id ${id} --protocols ${["SFTP", ...protocols].join(" ")}`,
        ),
    ...(more === undefined
      ? []
      : [
          ...algorithms(facts, more.algorithms),
          hostKeys(facts),
          users(facts),
          ...unchecked(FIELD, more.unread),
        ]),
  ];
}

function stateOf({ id, state }: ServerFacts): FitnessLine {
  if (state === "ONLINE") return ok(FIELD, "online");
  if (state === "STARTING")
    return error(FIELD, `Transfer server ${id} is starting.`, "Give it a few minutes, then look again.");
  const command = `aws transfer start-server --server-id ${id}`;
  return error(FIELD, `Transfer server ${id} is ${state ?? "in an unknown state"}.`, "Start it.", command);
}

/** SHA-1, CBC, 64-bit MACs, RC4, DSA: what audits of SSH endpoints object to. */
const WEAK = /sha1\b|^ssh-rsa$|^ssh-dss$|-cbc|3des|arcfour|md5|umac-64/;

function algorithms(
  { id, securityPolicy = "" }: ServerFacts,
  offered: readonly string[] | undefined,
): readonly FitnessLine[] {
  if (offered === undefined) return [];
  const weak = offered.filter((algorithm) => WEAK.test(algorithm));
  if (weak.length === 0) return [ok(FIELD, `strong algorithms only (${securityPolicy})`)];
  return [
    error(
      FIELD,
      `Transfer server ${id} has an outdated security policy, ${securityPolicy}: it accepts ${weak.join(", ")}.`,
      "Give it a newer one; clients that know nothing better can't connect any more.",
      `aws transfer update-server --server-id ${id} --security-policy-name ${CURRENT_SECURITY_POLICY}`,
    ),
  ];
}

function hostKeys({ id, hostKeys: keys }: ServerFacts): FitnessLine {
  if (keys.length > 0) return ok(FIELD, `${keys.length} host key${keys.length === 1 ? "" : "s"}`);
  return error(
    FIELD,
    `Transfer server ${id} has no host key: partners could not tell it from another.`,
    "Import one, or make another server.",
  );
}

function users({ id, users: count }: ServerFacts): FitnessLine {
  const said = `${count.toLocaleString("en")} of at most ${USER_LIMIT.toLocaleString("en")} users`;
  if (count < USER_LIMIT * USERS_FULL) return ok(FIELD, said);
  return warning(
    FIELD,
    `Transfer server ${id} has ${said}.`,
    "Take a second server, with a configuration of its own.",
  );
}
