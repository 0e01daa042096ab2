import type { StatementProps } from "../schema.ts";

/** The statement of a bucket policy that refuses whatever comes without TLS. */
export function refuseWithoutTls(bucket: string, partition: string): StatementProps {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return {
    Sid: "DenyPlainHttp",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
    reason: "Nothing of a partner goes over the wire in clear.",
  };
}
