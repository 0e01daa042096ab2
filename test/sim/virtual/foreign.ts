import { ACCOUNT, BUCKET, TRANSFER_SERVER } from "../../../sandbox/local-aws/seed/names.ts";
import { seededKeyArn } from "../../../sandbox/local-aws/seed/seed.ts";
import type { State } from "../../../sandbox/local-aws/store/state.ts";
import type { RoleRecord } from "../../../sandbox/local-aws/tables.ts";
import { REGION, type World } from "../../../sandbox/local-aws/world.ts";

/** Sid of the statement that somebody else has in the bucket's policy. */
export const FOREIGN_SID = "VendorishButNotOurs";
const FOREIGN_TAGS = { "vendor:partner": "somebody-else", owner: "them" };

/** Puts beside the product's what is not its own: some of it looks like it, and must stay as it is. */
export function plantForeign(world: World, state: State): void {
  const role = foreignRole(world);
  state.table("iam.roles").plant(`${ACCOUNT}/${role.name}`, role);
  const policies = state.table("s3.policies");
  const document = policies.get(BUCKET)?.document;
  if (document === undefined) throw new Error("The bucket has no policy to begin with.");
  policies.plant(BUCKET, {
    document: {
      ...document,
      Statement: [
        ...[document.Statement].flat(),
        {
          Sid: FOREIGN_SID,
          Effect: "Allow",
          Principal: { AWS: role.id },
          Action: ["s3:GetObject"],
          Resource: `arn:aws:s3:::${BUCKET}/analytics/*`,
        },
      ],
    },
  });
  plantSecret(world, state);
  plantGrant(world, state, role);
  state.table("transfer.users").plant(`${TRANSFER_SERVER}/elsewhere`, {
    arn: `arn:aws:transfer:${REGION}:${ACCOUNT}:user/${TRANSFER_SERVER}/elsewhere`,
    serverId: TRANSFER_SERVER,
    name: "elsewhere",
    roleArn: role.arn,
    homeDirectoryType: "PATH",
    homeDirectory: `/${BUCKET}/analytics`,
    mappings: [],
    keys: [],
    tags: FOREIGN_TAGS,
  });
}

function foreignRole(world: World): RoleRecord {
  return {
    account: ACCOUNT,
    name: "vendor-legacy",
    path: "/",
    arn: `arn:aws:iam::${ACCOUNT}:role/vendor-legacy`,
    id: world.id("AROA", 17),
    createdAt: world.clock.now(),
    maxSessionSeconds: 3600,
    trust: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "transfer.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    },
    inline: {},
    attached: [],
    tags: FOREIGN_TAGS,
  };
}

function plantSecret(world: World, state: State): void {
  const arn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:vendor/legacy/sftp-Abc123`;
  const createdAt = world.clock.now();
  state.table("secrets.secrets").plant(arn, {
    arn,
    name: "vendor/legacy/sftp",
    account: ACCOUNT,
    createdAt,
    tags: FOREIGN_TAGS,
    versions: {},
  });
}

function plantGrant(world: World, state: State, role: RoleRecord): void {
  const keyArn = seededKeyArn(world);
  if (keyArn === undefined) throw new Error("The seeded key is gone.");
  const grantId = Buffer.from(world.random.bytes(32)).toString("hex");
  state.table("kms.grants").plant(`${keyArn}/${grantId}`, {
    grantId,
    token: "none",
    keyArn,
    name: "vendor-legacy",
    grantee: role.arn,
    granteeId: role.id,
    operations: ["Decrypt"],
    issuer: role.arn,
    createdAt: world.clock.now(),
  });
}
