import {
  CreateServerCommand,
  CreateUserCommand,
  DeleteServerCommand,
  DeleteSshPublicKeyCommand,
  DeleteUserCommand,
  DescribeSecurityPolicyCommand,
  DescribeServerCommand,
  DescribeUserCommand,
  ImportSshPublicKeyCommand,
  ListHostKeysCommand,
  ListServersCommand,
  ListUsersCommand,
  TagResourceCommand,
  TransferClient,
  UntagResourceCommand,
  UpdateServerCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-transfer";

/** SFTP servers and their users. */
export const Client = TransferClient;

/** The operations that may be called, by AWS's names. */
export const commands = {
  CreateServer: CreateServerCommand,
  CreateUser: CreateUserCommand,
  DeleteServer: DeleteServerCommand,
  DeleteSshPublicKey: DeleteSshPublicKeyCommand,
  DeleteUser: DeleteUserCommand,
  DescribeSecurityPolicy: DescribeSecurityPolicyCommand,
  DescribeServer: DescribeServerCommand,
  DescribeUser: DescribeUserCommand,
  ImportSshPublicKey: ImportSshPublicKeyCommand,
  ListHostKeys: ListHostKeysCommand,
  ListServers: ListServersCommand,
  ListUsers: ListUsersCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  UpdateServer: UpdateServerCommand,
  UpdateUser: UpdateUserCommand,
};
