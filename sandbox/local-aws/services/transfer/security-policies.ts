import { z } from "zod";
import { defineOperation, type Operation } from "../../service.ts";
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

/** The policy of a server that names none: the one that the SFTP endpoint keeps to. AWS's own default is of 2018. */
export const DEFAULT_SECURITY_POLICY = "TransferSecurityPolicy-2024-01";

/** https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html */
const POLICIES: Readonly<Record<string, SecurityPolicy>> = {
  [DEFAULT_SECURITY_POLICY]: {
    SshCiphers: [
      "aes128-ctr",
      "aes192-ctr",
      "aes256-ctr",
      "aes128-gcm@openssh.com",
      "aes256-gcm@openssh.com",
    ],
    SshKexs: [
      "ecdh-sha2-nistp256",
      "ecdh-sha2-nistp384",
      "ecdh-sha2-nistp521",
      "curve25519-sha256",
      "curve25519-sha256@libssh.org",
      "diffie-hellman-group18-sha512",
      "diffie-hellman-group16-sha512",
      "diffie-hellman-group-exchange-sha256",
    ],
    SshMacs: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com"],
    SshHostKeyAlgorithms: [
      "ecdsa-sha2-nistp256",
      "ecdsa-sha2-nistp384",
      "ecdsa-sha2-nistp521",
      "rsa-sha2-256",
      "rsa-sha2-512",
      "ssh-ed25519",
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
