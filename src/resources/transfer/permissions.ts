import type { Permission } from "../kind.ts";

const SERVER = "arn:${base.partition}:transfer:${base.region}:${base.account}:server/${base.transferServer}";
const USERS = "arn:${base.partition}:transfer:${base.region}:${base.account}:user/${base.transferServer}/*";

/** What the operator needs to keep partners' SFTP users. */
export const USER_PERMISSIONS: readonly Permission[] = [
  {
    action: "transfer:DescribeUser",
    resource: USERS,
    verb: "read",
    reason: "See whether a user exists, its keys and whose it is.",
  },
  {
    action: "transfer:CreateUser",
    resource: SERVER,
    verb: "create",
    reason: "Make the partner's SFTP user.",
  },
  {
    action: "transfer:TagResource",
    resource: USERS,
    verb: "create",
    reason: "Mark the user as the partner's.",
  },
  {
    action: "transfer:UntagResource",
    resource: USERS,
    verb: "update",
    reason: "Give back a user whose adoption did not get to its end.",
  },
  {
    action: "iam:PassRole",
    resource: "arn:${base.partition}:iam::${base.account}:role/${names.role}",
    verb: "create",
    reason: "Hand the partner's role to Transfer, and to no other service.",
    where: "${base.transferServer}",
    condition: { StringEquals: { "iam:PassedToService": "transfer.amazonaws.com" } },
  },
  {
    action: "transfer:UpdateUser",
    resource: USERS,
    verb: "update",
    reason: "Mend a user's role and mappings.",
  },
  {
    action: "transfer:ImportSshPublicKey",
    resource: USERS,
    verb: "test",
    reason: "Add keys, and the access test's own for its length.",
  },
  { action: "transfer:DeleteSshPublicKey", resource: USERS, verb: "test", reason: "Take keys away again." },
  { action: "transfer:DeleteUser", resource: USERS, verb: "remove", reason: "End the partner's logins." },
];
