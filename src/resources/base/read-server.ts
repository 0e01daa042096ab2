import type { Aws } from "../../aws/aws.ts";
import { found, ifAllowed, type Unread } from "./reading.ts";

/** A Transfer server as a base's fitness is judged by it. */
export interface ServerFacts {
  readonly id: string;
  readonly state: string | undefined;
  readonly identityProvider: string | undefined;
  readonly protocols: readonly string[];
  /** Fingerprints of its host keys: `SHA256:…`, as OpenSSH writes them. */
  readonly hostKeys: readonly string[];
  readonly securityPolicy: string | undefined;
  readonly users: number;
  /** Absent where it was not asked about. */
  readonly more?: ServerDetails;
}

/** What a plan of one partner does not depend on. */
interface ServerDetails {
  /** Algorithms that its security policy lets clients choose; absent where that was refused. */
  readonly algorithms?: readonly string[];
  /** What could not be read. */
  readonly unread: readonly string[];
}

/**
 * Reads a Transfer server.
 * @param thorough also what no plan depends on
 * @returns `undefined` where the region has no such server
 * @throws VendorError `accessDenied`, …
 */
export async function readServerFacts(
  aws: Aws,
  id: string,
  thorough: boolean,
): Promise<ServerFacts | undefined> {
  const input = { ServerId: id };
  const [described, listed] = await Promise.all([
    found(aws.send("transfer", "DescribeServer", input), id),
    found(aws.send("transfer", "ListHostKeys", input), id),
  ]);
  const server = described?.Server;
  if (server === undefined) return undefined;
  const prints = [server.HostKeyFingerprint, ...(listed?.HostKeys ?? []).map((key) => key.Fingerprint)];
  const policy = server.SecurityPolicyName;
  return {
    id,
    state: server.State,
    identityProvider: server.IdentityProviderType,
    protocols: server.Protocols ?? [],
    hostKeys: [
      ...new Set(prints.flatMap((print) => (print === undefined ? [] : [print.replace(/=+$/, "")]))),
    ],
    securityPolicy: policy,
    users: server.UserCount ?? 0,
    ...(thorough && policy !== undefined ? { more: await readDetails(aws, policy) } : {}),
  };
}

async function readDetails(aws: Aws, SecurityPolicyName: string): Promise<ServerDetails> {
  const unread: Unread = [];
  const call = aws.send("transfer", "DescribeSecurityPolicy", { SecurityPolicyName });
  const policy = (await ifAllowed(call, SecurityPolicyName, unread))?.SecurityPolicy;
  const { SshCiphers = [], SshKexs = [], SshMacs = [], SshHostKeyAlgorithms = [] } = policy ?? {};
  const algorithms = [...SshCiphers, ...SshKexs, ...SshMacs, ...SshHostKeyAlgorithms];
  return { ...(policy === undefined ? {} : { algorithms }), unread };
}
