import type { BaseFacts } from "../plan/types.ts";
import type { Config } from "./types.ts";

/** What is known of the base without asking AWS: everything but the server's host keys and the operator. */
export function offlineBase({ kmsKey, transferServer, region, sftpEndpoint }: Config): BaseFacts {
  return {
    partition: kmsKey.split(":")[1] ?? "aws",
    sftp: {
      host: sftpEndpoint?.host ?? `${transferServer}.server.transfer.${region}.amazonaws.com`,
      port: sftpEndpoint?.port ?? 22,
      hostKeys: [],
    },
    warnings: [],
  };
}
