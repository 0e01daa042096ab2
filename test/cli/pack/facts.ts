import type { PackFacts } from "../../../src/cli/pack/facts.ts";

const PRINCIPAL = "arn:aws:iam::210987654321:role/reader";

/** A pack with every way in there is, and names that every format has to escape. */
export const EVERY_WAY: PackFacts = {
  partner: "acme",
  owner: "integrations@example.com",
  account: "123456789012",
  region: "eu-central-1",
  partition: "aws",
  runbook: { title: "Hosted SFTP", name: "hosted-sftp", version: "1.0.0" },
  handover: {
    sftp: {
      type: "sftp-login",
      server: "s-0123456789abcdef0",
      host: "sftp.example.com",
      port: 2222,
      user: "acme&co",
      hostKeys: ["SHA256:seen", "SHA256:unseen"],
      publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIpQEPrYkbk5HPPsEoUh+jltl6f+XR1gggBNSbwaSc7n",
    },
    role: {
      type: "role-to-assume",
      role: "arn:aws:iam::123456789012:role/vendor-acme.pull",
      externalId: "acme-0123456789abcdef01234567",
      principal: PRINCIPAL,
      bucket: "partner-files",
      prefix: "acme/",
      secret: "vendor/acme/connection",
      access: ["read"],
      attach: [
        {
          Sid: "Assume",
          reason: "Your role may assume ours.",
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Resource: "arn:aws:iam::123456789012:role/vendor-acme.pull",
        },
      ],
    },
    bucket: {
      type: "bucket-access",
      principal: PRINCIPAL,
      bucket: "partner-files",
      prefix: "acme/",
      kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
      access: ["read", "write"],
      attach: [
        {
          Sid: "Files",
          reason: "Your role reads and writes your files.",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject"],
          Resource: "arn:aws:s3:::partner-files/acme/*",
        },
      ],
    },
    server: {
      type: "key-to-authorise",
      host: "files.acme.example",
      port: 22,
      user: "company",
      publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIpQEPrYkbk5HPPsEoUh+jltl6f+XR1gggBNSbwaSc7n",
      from: ["192.0.2.1", "192.0.2.2"],
    },
    api: { type: "api-to-open", url: "https://api.acme.example/v1" },
  },
  handed: {
    name: "vendor/acme/connection",
    keyMade: true,
    readBy: "partner",
    readers: ["arn:aws:iam::123456789012:role/vendor-acme"],
    command: "aws secretsmanager get-secret-value --secret-id vendor/acme/connection",
  },
  servers: {
    "s-0123456789abcdef0": {
      hostKeys: [
        {
          type: "ssh-ed25519",
          base64: "AAAAC3NzaC1lZDI1NTE5AAAAIIpQEPrYkbk5HPPsEoUh+jltl6f+XR1gggBNSbwaSc7n",
          fingerprint: "SHA256:seen",
        },
      ],
      algorithms: {
        policy: "TransferSecurityPolicy-2024-01",
        ciphers: ["aes256-gcm@openssh.com"],
        kexs: ["curve25519-sha256"],
        macs: ["hmac-sha2-256-etm@openssh.com"],
      },
    },
  },
  livedUntested: [],
  tested: { verdict: "passed", attempts: 63, mayPass: 20, at: "2026-11-22T10:00:00.000Z", seq: 4 },
};
