import {
  CreateUserCommand,
  DeleteSshPublicKeyCommand,
  DeleteUserCommand,
  DescribeServerCommand,
  DescribeUserCommand,
  ImportSshPublicKeyCommand,
  ListHostKeysCommand,
  ListTagsForResourceCommand,
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
  ListTagsForResource: ListTagsForResourceCommand,
  ListUsers: ListUsersCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  UpdateUser: UpdateUserCommand,
};
