import { defineKind } from "./kind.ts";
import { bareKey } from "./ssh-key.ts";
import {
  answeredBy,
  claimUser,
  createUser,
  deleteUser,
  restoreUser,
  sweepKeys,
  testKey,
  updateUser,
} from "./transfer/changes.ts";
import { USER_PERMISSIONS } from "./transfer/permissions.ts";
import { readRoom, readUser } from "./transfer/read.ts";
import { inOrder, known, schema, type UserProps, type UserState, userArn } from "./transfer/schema.ts";

/** A service-managed user of an SFTP server with logical folders. */
export const transferUser = defineKind<UserProps, UserState>({
  name: "transfer-user",
  title: "SFTP user",
  schema,
  example: {
    server: "s-0123456789abcdef0",
    name: "example",
    role: "arn:aws:iam::123456789012:role/vendor-example",
    mappings: [{ entry: "/", target: "/partner-files/example" }],
    publicKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFDxQzdu3Q3lO/9RWPT9RUZEtIAQ9tPyaC7bUCd2RBAQ"],
  },
  permissions: USER_PERMISSIONS,
  outputs: {
    arn: "The user's ARN.",
    name: "What the partner logs in as.",
    testKeyId: "ID of the access test's key.",
  },
  identify: (props, scope) => ({ type: "AWS::Transfer::User", name: props.name, arn: userArn(props, scope) }),
  known,
  desired: (props) => ({
    server: props.server,
    name: props.name,
    role: props.role,
    homeDirectoryType: "LOGICAL",
    mappings: inOrder(props.mappings),
    publicKeys: props.publicKeys.map(bareKey).sort(),
  }),
  read: readUser,
  room: readRoom,
  create: createUser,
  answered: answeredBy,
  update: (props, live, scope) => ({
    ...updateUser(props, live, scope),
    outputs: { ...live.outputs, ...known(props, scope) },
  }),
  claim: (props, _live, scope) => claimUser(props, scope),
  restore: restoreUser,
  remove: (props) => ({ freeze: deleteUser(props) }),
  sweepTestAccess: sweepKeys,
  testAccess: (props, _scope, generated) => testKey(props, generated),
});
