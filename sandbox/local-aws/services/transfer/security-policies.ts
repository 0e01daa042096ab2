import { z } from "zod";
import { defineOperation, type Operation } from "../../service.ts";
import { ALGORITHMS } from "../../sftp/algorithms.ts";
import { pageOf } from "../shared/paging.ts";
import { transferFault } from "./faults.ts";
import { authorize } from "./records.ts";
import { maxResults, nextToken, PAGE } from "./schema.ts";

/** What a security policy lets clients negotiate over SSH. */
interface SecurityPolicy {
  readonly SshCiphers: readonly string[];
  readonly SshKexs: readonly string[];
  readonly SshMacs: readonly string[];
  readonly SshHostKeyAlgorithms: readonly string[];
}

/** The policy of a server that names none: AWS's default, which the SFTP endpoint keeps to. */
export const DEFAULT_SECURITY_POLICY = "TransferSecurityPolicy-2024-01";

/**
 * Of the default, what is told is what the endpoint negotiates: AWS's policy of that name without what `ALGORITHMS`
 * leaves out. The one of 2018, which CloudFormation gives to servers that name none, is told as AWS documents it; the
 * endpoint's server never has it.
 * @see https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html
 */
const POLICIES: Readonly<Record<string, SecurityPolicy>> = {
  [DEFAULT_SECURITY_POLICY]: {
    SshCiphers: ALGORITHMS.cipher,
    SshKexs: ALGORITHMS.kex,
    SshMacs: ALGORITHMS.hmac,
    SshHostKeyAlgorithms: ALGORITHMS.serverHostKey,
  },
  "TransferSecurityPolicy-2018-11": {
    SshCiphers: [
      "chacha20-poly1305@openssh.com",
      "aes128-ctr",
      "aes192-ctr",
      "aes256-ctr",
      "aes128-gcm@openssh.com",
      "aes256-gcm@openssh.com",
    ],
    SshKexs: [
      "curve25519-sha256",
      "curve25519-sha256@libssh.org",
      "ecdh-sha2-nistp256",
      "ecdh-sha2-nistp384",
      "ecdh-sha2-nistp521",
      "diffie-hellman-group-exchange-sha256",
      "diffie-hellman-group16-sha512",
      "diffie-hellman-group18-sha512",
      "diffie-hellman-group14-sha256",
      "diffie-hellman-group14-sha1",
    ],
    SshMacs: [
      "umac-64-etm@openssh.com",
      "umac-128-etm@openssh.com",
      "hmac-sha2-256-etm@openssh.com",
      "hmac-sha2-512-etm@openssh.com",
      "hmac-sha1-etm@openssh.com",
      "umac-64@openssh.com",
      "umac-128@openssh.com",
      "hmac-sha2-256",
      "hmac-sha2-512",
      "hmac-sha1",
    ],
    SshHostKeyAlgorithms: [
      "ssh-ed25519",
      "ecdsa-sha2-nistp256",
      "ecdsa-sha2-nistp384",
      "ecdsa-sha2-nistp521",
      "rsa-sha2-512",
      "rsa-sha2-256",
      "ssh-rsa",
    ],
  },
};

/** @throws AwsFault ResourceNotFoundException for a security policy that the local AWS does not have */
export function requireSecurityPolicy(name: string): SecurityPolicy {
  const policy = POLICIES[name];
  if (policy === undefined) throw transferFault.notFound("SecurityPolicy", name);
  return policy;
}

const describeSecurityPolicy = defineOperation({
  input: z.strictObject({
    SecurityPolicyName: z
      .string()
      .max(100)
      .regex(/^Transfer[A-Za-z0-9]*SecurityPolicy-[A-Za-z0-9-]+$/),
  }),
  readOnly: true,
  handle(input, context) {
    authorize(context, "DescribeSecurityPolicy", "*");
    const policy = requireSecurityPolicy(input.SecurityPolicyName);
    const named = {
      SecurityPolicyName: input.SecurityPolicyName,
      Fips: false,
      Type: "SERVER",
      Protocols: ["SFTP"],
    };
    return { SecurityPolicy: { ...named, ...policy } };
  },
});

const listSecurityPolicies = defineOperation({
  input: z.strictObject({ MaxResults: maxResults, NextToken: nextToken }),
  readOnly: true,
  handle(input, context) {
    authorize(context, "ListSecurityPolicies", "*");
    const names = Object.keys(POLICIES).map((name) => [name, name] as const);
    const page = pageOf(names, input.MaxResults ?? PAGE, input.NextToken, transferFault.nextToken);
    return { SecurityPolicyNames: page.items, NextToken: page.next };
  },
});

/** Operations on security policies. */
export const securityPolicyOperations: Readonly<Record<string, Operation>> = {
  DescribeSecurityPolicy: describeSecurityPolicy,
  ListSecurityPolicies: listSecurityPolicies,
};
