import {
  CreateUserCommand,
  DeleteSshPublicKeyCommand,
  DeleteUserCommand,
  DescribeServerCommand,
  DescribeUserCommand,
  ImportSshPublicKeyCommand,
  ListHostKeysCommand,
  ListUsersCommand,
  TagResourceCommand,
  TransferClient,
  UntagResourceCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-transfer";

/** SFTP servers and their users. */
export const Client = TransferClient;

/** The operations that may be called, by AWS's names. */
export const commands = {
  CreateUser: CreateUserCommand,
  DeleteSshPublicKey: DeleteSshPublicKeyCommand,
  DeleteUser: DeleteUserCommand,
  DescribeServer: DescribeServerCommand,
  DescribeUser: DescribeUserCommand,
  ImportSshPublicKey: ImportSshPublicKeyCommand,
  ListHostKeys: ListHostKeysCommand,
  ListUsers: ListUsersCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  UpdateUser: UpdateUserCommand,
};
