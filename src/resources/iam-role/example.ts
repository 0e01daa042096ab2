import type { RoleProps } from "./schema.ts";

/** A role for a hosted SFTP user. */
export const ROLE_EXAMPLE: RoleProps = {
  name: "vendor-example",
  description: "Partner example: hosted SFTP",
  trust: [
    {
      Sid: "ExampleAssumedByTransfer",
      Effect: "Allow",
      Principal: { Service: "transfer.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      reason: "Transfer Family opens the partner's SFTP sessions with this role.",
    },
  ],
  policy: {
    name: "access",
    statements: [
      {
        Sid: "ExampleListPrefix",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::partner-files",
        Condition: { StringLike: { "s3:prefix": "example/*" } },
        reason: "The partner lists its own folder and no other.",
      },
      {
        Sid: "ExampleObjects",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: "arn:aws:s3:::partner-files/example/*",
        reason: "The partner reads and writes its own files.",
      },
    ],
  },
};
