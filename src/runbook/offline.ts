import { endpointOf } from "../plan/preflight.ts";
import type { BaseFacts } from "../plan/types.ts";
import type { Config } from "./types.ts";

/** What is known of the base without asking AWS: everything but the server's host keys and the operator. */
export function offlineBase(config: Config): BaseFacts {
  const { kmsKey, transferServer } = config;
  return {
    partition: kmsKey.split(":")[1] ?? "aws",
    ...(transferServer === undefined
      ? {}
      : { sftp: { ...endpointOf({ ...config, transferServer }), hostKeys: [] } }),
    warnings: [],
  };
}
