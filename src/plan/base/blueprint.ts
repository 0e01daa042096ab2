import type { JsonObject } from "../../core/json.ts";
import { refuseWithoutTls } from "../../resources/base/plain-http.ts";
import { operatorStatements } from "../../resources/operator-policy.ts";
import type { StatementProps } from "../../resources/schema.ts";
import { CURRENT_SECURITY_POLICY } from "../fitness/server.ts";
import type { BlueprintResource } from "../types.ts";

/** Whose the base is, as ownership tags and journals name it: no partner can be called that. */
export const BASE_SUBJECT = "vendor-base";

/** What a base is to consist of. */
export interface BaseNames {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** Alias of the key that encrypts. */
  readonly keyAlias: string;
  /** Alias of the key pair that signs the audit log. */
  readonly signAlias: string;
  /** The Transfer server's tag Name; absent: the base is to have none. */
  readonly server?: string;
  /** Name of the permissions boundary of partners' roles. */
  readonly boundary: string;
  /** Name of the operator's role. */
  readonly operatorRole: string;
  /** ARNs of those who may assume it. */
  readonly operators: readonly string[];
  /** ARN of the sandbox account's stand-in, where there is or will be one. */
  readonly sandboxRole?: string;
  /** A bucket with Object Lock for copies of the audit log. */
  readonly audit?: { readonly bucket: string; readonly days: number };
}

/** Outputs of parts that exist and are somebody else's: they are used, and not made. */
export type UsedParts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The parts of a base, in the order in which people think of them; those that are `used` are left out. */
export function baseParts(names: BaseNames, used: UsedParts): readonly BlueprintResource[] {
  const output = (id: string, name: string) => used[id]?.[name] ?? `\${resources.${id}.${name}}`;
  const keyArn = output("key", "arn");
  const parts: readonly BlueprintResource[] = [
    part("key", "kms-key", {
      alias: names.keyAlias,
      description: "Encrypts the files and secrets of partners",
      use: "encrypt",
    }),
    part("bucket", "s3-bucket", { name: names.bucket, kmsKey: keyArn }, ["key"]),
    part(
      "plain-http",
      "s3-bucket-statements",
      {
        bucket: names.bucket,
        bucketOwner: names.account,
        statements: [refuseWithoutTls(names.bucket, names.partition)],
      },
      ["bucket"],
    ),
    ...(names.server === undefined
      ? []
      : [part("server", "transfer-server", { name: names.server, securityPolicy: CURRENT_SECURITY_POLICY })]),
    part("signing-key", "kms-key", {
      alias: names.signAlias,
      description: "Signs vendor's audit log",
      use: "sign",
    }),
    part(
      "boundary",
      "iam-policy",
      {
        name: names.boundary,
        description: "What the roles of partners may do at most",
        statements: boundaryStatements(names, keyArn),
      },
      ["key"],
    ),
    part(
      "operator",
      "iam-role",
      operatorProps(names, keyArn, names.server === undefined ? undefined : output("server", "id")),
      ["key", "server", "boundary"],
    ),
    ...(names.audit === undefined
      ? []
      : [
          part("audit-bucket", "s3-bucket", {
            name: names.audit.bucket,
            retentionDays: names.audit.days,
          }),
        ]),
  ];
  const left = parts.filter(({ id }) => used[id] === undefined && !(id === "plain-http" && used.bucket));
  const ids = new Set(left.map(({ id }) => id));
  return left.map((one) => ({ ...one, needs: one.needs.filter((id) => ids.has(id)) }));
}

function part(id: string, kind: string, props: JsonObject, needs: readonly string[] = []): BlueprintResource {
  return { id, kind, props, needs, canary: false };
}

/** What the roles of the shipped kinds of partner do, over all partners; each role's own policy is narrower. */
function boundaryStatements(names: BaseNames, keyArn: string): readonly StatementProps[] {
  const { partition, account, region, bucket } = names;
  const arn = `arn:${partition}:s3:::${bucket}`;
  const services = ["s3", "secretsmanager"].map((service) => `${service}.${region}.amazonaws.com`);
  return [
    {
      Sid: "Files",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: `${arn}/*`,
      reason: "A partner's role reads, writes and removes files of the one bucket.",
    },
    {
      Sid: "Lists",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: arn,
      reason: "It lists that bucket.",
    },
    {
      Sid: "Key",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": services } },
      reason: "It uses the one key, through S3 and Secrets Manager.",
    },
    {
      Sid: "Secrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: `arn:${partition}:secretsmanager:${region}:${account}:secret:vendor/*`,
      reason: "It reads secrets of partners.",
    },
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:${partition}:logs:${region}:${account}:*`,
      reason: "A task or function that fetches files writes its log.",
    },
  ];
}

function operatorProps(names: BaseNames, keyArn: string, serverId: string | undefined): JsonObject {
  const { partition, account, region, bucket, signAlias, operators, operatorRole, sandboxRole } = names;
  const statements = operatorStatements({
    partition,
    account,
    region,
    bucket,
    kmsKey: keyArn,
    ...(serverId === undefined ? {} : { transferServer: serverId }),
    ...(sandboxRole === undefined ? {} : { sandboxRole }),
    operatorRole: `arn:${partition}:iam::${account}:role/${operatorRole}`,
    permissionsBoundary: `arn:${partition}:iam::${account}:policy/${names.boundary}`,
    signWith: signAlias,
    rolePattern: "vendor-*",
    secretPattern: "vendor/*",
  });
  return {
    name: operatorRole,
    description: "Runs vendor: brings partners and takes them away again.",
    trust: [
      {
        Sid: "Operators",
        Effect: "Allow",
        Principal: { AWS: [...operators] },
        Action: "sts:AssumeRole",
        reason: "Who may run vendor. Of an account as a whole, its IAM policies decide.",
      },
    ],
    policy: { name: "vendor", statements },
  };
}
