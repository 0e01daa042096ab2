import { type HostKeyQuestion, presentedHostKeys } from "../../access/sftp/host-keys.ts";
import type { Aws } from "../../aws/aws.ts";
import type { Handover, HandoverPart } from "../../runbook/handover.ts";
import { toKnownError } from "../failure.ts";
import type { Algorithms, ServerFacts } from "./facts.ts";

/** What asking for servers needs. */
export interface Asking {
  readonly aws: Aws;
  readonly dial?: HostKeyQuestion["dial"];
  /** Tells what could not be found out; the pack is made without it. */
  warn(text: string): void;
}

const TIMEOUT_MS = 10_000;

/** What is known of each server that a way in leads to. Host keys that AWS does not vouch for are left out. */
export async function serversOf(
  handover: Handover,
  asking: Asking,
): Promise<Readonly<Record<string, ServerFacts>>> {
  const logins = Object.values(handover).flatMap((part) => (part.type === "sftp-login" ? [part] : []));
  const known = await Promise.all(
    logins.map(async (login) => [login.server, await serverOf(login, asking)] as const),
  );
  return Object.fromEntries(known);
}

async function serverOf(
  login: Extract<HandoverPart, { type: "sftp-login" }>,
  asking: Asking,
): Promise<ServerFacts> {
  const { host, port, server } = login;
  const dial = asking.dial === undefined ? {} : { dial: asking.dial };
  const [algorithms, presented] = await Promise.all([
    algorithmsOf(server, asking),
    presentedHostKeys({ host, port, timeoutMs: TIMEOUT_MS, ...dial }),
  ]);
  const hostKeys = presented.filter(({ fingerprint }) => login.hostKeys.includes(fingerprint));
  if (hostKeys.length === 0)
    asking.warn(
      presented.length === 0
        ? `${host}:${port} can't be reached from here: the pack has no known_hosts file, only fingerprints.`
        : `${host}:${port} presents host keys that AWS does not name for ${server}: they are not in the pack. Check \`sftpEndpoint\`.`,
    );
  return { hostKeys, ...(algorithms === undefined ? {} : { algorithms }) };
}

/** https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html */
async function algorithmsOf(server: string, { aws, warn }: Asking): Promise<Algorithms | undefined> {
  try {
    const described = await aws.send("transfer", "DescribeServer", { ServerId: server });
    const policy = described.output.Server?.SecurityPolicyName;
    if (policy === undefined) return undefined;
    const { output } = await aws.send("transfer", "DescribeSecurityPolicy", { SecurityPolicyName: policy });
    const { SshCiphers = [], SshKexs = [], SshMacs = [] } = output.SecurityPolicy ?? {};
    return { policy, ciphers: SshCiphers, kexs: SshKexs, macs: SshMacs };
  } catch (thrown) {
    warn(`The pack does not say which algorithms ${server} accepts. ${toKnownError(thrown).message}`);
    return undefined;
  }
}
