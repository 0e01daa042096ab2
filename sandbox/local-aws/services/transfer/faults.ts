import { AwsFault } from "../../fault.ts";

/** The errors of Transfer, all answered with 400. */
export const transferFault = {
  notFound: (type: "Server" | "User" | "HostKey" | "SecurityPolicy" | "SshPublicKey", id: string) =>
    new AwsFault("ResourceNotFoundException", 400, `Unknown ${WORDS[type]}`, {
      Resource: id,
      ResourceType: type,
    }),
  exists: (type: "User" | "SshPublicKey", id: string) =>
    new AwsFault("ResourceExistsException", 400, `${type} already exists`, {
      Resource: id,
      ResourceType: type,
    }),
  request: (message: string) => new AwsFault("InvalidRequestException", 400, message),
  nextToken: () => new AwsFault("InvalidNextTokenException", 400, "The NextToken parameter is invalid."),
} as const;

const WORDS = {
  Server: "server",
  User: "user",
  HostKey: "host key",
  SecurityPolicy: "security policy",
  SshPublicKey: "SSH public key",
} as const;
