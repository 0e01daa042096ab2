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

/** The policy of a server that names none: the one that the SFTP endpoint keeps to. AWS's own default is of 2018. */
export const DEFAULT_SECURITY_POLICY = "TransferSecurityPolicy-2024-01";

/** What is told is what the endpoint negotiates: AWS's policy of that name without what `ALGORITHMS` leaves out. */
const POLICIES: Readonly<Record<string, SecurityPolicy>> = {
  [DEFAULT_SECURITY_POLICY]: {
    SshCiphers: ALGORITHMS.cipher,
    SshKexs: ALGORITHMS.kex,
    SshMacs: ALGORITHMS.hmac,
    SshHostKeyAlgorithms: ALGORITHMS.serverHostKey,
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
