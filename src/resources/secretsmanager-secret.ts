import type { z } from "zod";
import { reasonsOf } from "../policy/build.ts";
import { defineKind, type Permission } from "./kind.ts";
import { claimSecret, createSecret, removeSecret, updateSecret } from "./secret/changes.ts";
import { readReserved, readSecret } from "./secret/read.ts";
import { restoreSecret } from "./secret/restore.ts";
import {
  desired,
  policyOf,
  publicKeyOf,
  readersOnly,
  type SecretProps,
  type SecretState,
  schema,
} from "./secret/schema.ts";

const SECRETS = "arn:${base.partition}:secretsmanager:${base.region}:${base.account}:secret:${names.secret}";
const VIA = { StringEquals: { "kms:ViaService": "secretsmanager.${base.region}.amazonaws.com" } };

const permissions: readonly Permission[] = [
  {
    action: "secretsmanager:DescribeSecret",
    resource: SECRETS,
    verb: "read",
    reason: "See whether a secret exists, or waits in its recovery window, and whose it is.",
  },
  {
    action: "secretsmanager:GetResourcePolicy",
    resource: SECRETS,
    verb: "read",
    reason: "See who may read a secret.",
  },
  {
    action: "secretsmanager:CreateSecret",
    resource: SECRETS,
    verb: "create",
    reason: "Store what the partner connects with.",
  },
  {
    action: "secretsmanager:TagResource",
    resource: SECRETS,
    verb: "create",
    reason: "Mark the secret as the partner's.",
  },
  {
    action: "secretsmanager:PutResourcePolicy",
    resource: SECRETS,
    verb: "create",
    reason: "Lock the secret to its readers; the operator is not one.",
  },
  {
    action: "kms:GenerateDataKey",
    resource: "${base.kmsKey}",
    verb: "create",
    reason: "Encrypt the secret.",
    condition: VIA,
  },
  {
    action: "kms:Decrypt",
    resource: "${base.kmsKey}",
    verb: "create",
    reason: "Secrets Manager checks that the key can be used.",
    condition: VIA,
  },
  {
    action: "secretsmanager:UpdateSecret",
    resource: SECRETS,
    verb: "update",
    reason: "Mend a secret's description and key.",
  },
  {
    action: "secretsmanager:PutSecretValue",
    resource: SECRETS,
    verb: "update",
    reason: "Store a new key or new connection details.",
  },
  {
    action: "secretsmanager:RestoreSecret",
    resource: SECRETS,
    verb: "update",
    reason: "Take a name back that is in its recovery window.",
  },
  {
    action: "secretsmanager:UpdateSecretVersionStage",
    resource: SECRETS,
    verb: "update",
    reason: "Make a secret's former value the current one again when a change is rolled back.",
  },
  {
    action: "secretsmanager:UntagResource",
    resource: SECRETS,
    verb: "update",
    reason: "Remove notes about a value that is no longer there; give back what was not adopted to the end.",
  },
  {
    action: "secretsmanager:DeleteSecret",
    resource: SECRETS,
    verb: "remove",
    reason: "Delete the secret, with its recovery window.",
  },
];

/** What the partner connects with: written once, read only by those it is meant for. */
export const secretsmanagerSecret = defineKind<SecretProps, SecretState>({
  name: "secretsmanager-secret",
  title: "Secret",
  schema: schema as unknown as z.ZodType<SecretProps>,
  example: {
    name: "vendor/example/connection",
    description: "What partner example connects with",
    kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    value: { host: "sftp.example.com", user: "example", privateKey: "${generated.key.privateKey}" },
    generateKey: "key",
    readers: ["arn:aws:iam::123456789012:role/vendor-example"],
  },
  permissions,
  outputs: {
    arn: "The secret's ARN, with the six characters that AWS adds to its name.",
    name: "The secret's name.",
    publicKey: "The SSH public key that goes with it.",
    version: "ID of the version of the value that was stored last.",
  },
  identify: ({ name }) => ({ type: "AWS::SecretsManager::Secret", name }),
  known: (props) => ({ name: props.name, ...publicKeyOf(props) }),
  desired,
  read: readSecret,
  reserved: readReserved,
  create: createSecret,
  update: updateSecret,
  claim: (props, _live, scope) => claimSecret(props, scope),
  restore: restoreSecret,
  passing: ["key", "content", "kept", "status"],
  remove: (props, _live, _scope, options) => ({ remove: removeSecret(props, options) }),
  handover: ({ name, generateKey, kept, readBy, readers }, { region }) => ({
    name,
    keyMade: generateKey !== undefined,
    ...(generateKey === undefined || kept === undefined ? {} : { keyStage: kept.stage }),
    readBy: readBy ?? "partner",
    readers,
    command: `aws secretsmanager get-secret-value --region ${region} --secret-id ${name} --query SecretString --output text`,
  }),
  reach: (props, { partition, region, account }) => {
    const arn = `arn:${partition}:secretsmanager:${region}:${account}:secret:${props.name}`;
    return {
      attached: [
        { on: `${arn}-??????`, policy: { name: `policy of ${props.name}`, document: policyOf(props) } },
      ],
      outputs: { arn: `${arn}-AbCdEf` },
    };
  },
  reasons: (props) => reasonsOf([readersOnly(props)]),
});
