import { isAbsolute, join, relative } from "node:path";
import type { LocalDescription } from "../host.ts";

/** What a configuration for a local AWS is made from. */
export interface LocalPlace {
  readonly describe: LocalDescription;
  /** The endpoint without TLS. */
  readonly plainUrl: string;
  readonly sftp: { readonly host: string; readonly port: number };
  /** Default: as long as somebody who looks on would want. */
  readonly gates?: { readonly consecutive: number; readonly over: string; readonly deadline: string };
}

const GATES = { consecutive: 5, over: "2s", deadline: "1m" };

/** The text of a `vendor.config.yaml` for the local AWS on the folder `dir`. */
export function localConfigText(
  { describe, sftp, plainUrl, gates = GATES }: LocalPlace,
  dir: string,
  cwd: string,
): string {
  const near = relative(cwd, dir);
  const folder = near.startsWith("..") || isAbsolute(near) ? dir : near;
  return `# A configuration for the local AWS in ${folder}.
account: "${describe.account}"
region: ${describe.region}
bucket: ${describe.bucket}
kmsKey: ${describe.kmsKeyArn}
transferServer: ${describe.transferServer}
sftpEndpoint: ${sftp.host}:${sftp.port}
plainHttpEndpoint: ${plainUrl}
sandboxAccount: { roleArn: "${describe.sandboxRoleArn}" }
secretReaders: ["${describe.partnerDeskRoleArn}"]
store: ${JSON.stringify(join(folder, "store"))}
audit: { store: ${JSON.stringify(join(folder, "audit"))} }
gates: { consecutive: ${gates.consecutive}, over: ${gates.over}, deadline: ${gates.deadline} }
`;
}
