import type { AttachedPolicy, Estate } from "./types.ts";

/** The estate that a key is part of: its ARN says the partition. */
export function estateOf(base: {
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  readonly kmsKey: string;
}): Estate {
  const { account, region, bucket, kmsKey: keyArn } = base;
  return { partition: keyArn.split(":")[1] ?? "aws", account, region, bucket, keyArn };
}

/**
 * The key policy where it was not read: AWS's default, which leaves the decision to the account's identity policies.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function defaultKeyPolicy({ partition, account, keyArn }: Estate): AttachedPolicy {
  return {
    on: keyArn,
    policy: {
      name: "the key's policy, taken to be AWS's default",
      document: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Enable IAM policies",
            Effect: "Allow",
            Principal: { AWS: `arn:${partition}:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
        ],
      },
    },
  };
}
