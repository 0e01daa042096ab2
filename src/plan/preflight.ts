import type { Aws } from "../aws/aws.ts";
import { vendorError } from "../core/errors.ts";
import { readBucketFacts } from "../resources/base/read-bucket.ts";
import { readKeyFacts } from "../resources/base/read-key.ts";
import { readServerFacts } from "../resources/base/read-server.ts";
import { checkSigning } from "./check-signing.ts";
import { bucketMissing, judgeBucket } from "./fitness/bucket.ts";
import { judgeKey, keyMissing } from "./fitness/key.ts";
import { type FitnessLine, linesOf, toProblem } from "./fitness/line.ts";
import { judgeServer, serverMissing } from "./fitness/server.ts";
import { principalOf } from "./fitness/stand-in.ts";
import { orShut, orUnseen } from "./fitness/survey.ts";
import type { BaseFacts, BaseNames } from "./types.ts";

/**
 * Checks that the base can carry partners: bucket, key and, where one is named, Transfer server exist and are fit. Reads only, and only what a
 * plan depends on.
 * @throws VendorError `baseUnfit` with everything that is wrong with it; `accessDenied`, `endpointUnreachable`, …
 */
export async function preflight(names: BaseNames, aws: Aws): Promise<BaseFacts> {
  const partition = names.kmsKey.split(":")[1] ?? "aws";
  const [bucket, key, server, signing, operatorRole] = await Promise.all([
    orUnseen("bucket", () => bucketLines(names, partition, aws)),
    orShut(names.kmsKey, () => keyLines(names, aws)),
    lookAtServer(names, aws),
    checkSigning(names.signing, aws),
    ownRole(aws),
  ]);
  const lines = [...bucket, ...key, ...server.lines];
  const problems = [...linesOf(lines, "error").map(toProblem), ...signing.problems];
  if (problems.length > 0) throw vendorError("baseUnfit", { account: names.account }, { problems });
  return {
    partition,
    ...(names.transferServer === undefined
      ? {}
      : {
          sftp: {
            ...endpointOf({ ...names, transferServer: names.transferServer }),
            hostKeys: server.hostKeys,
          },
        }),
    ...(operatorRole === undefined ? {} : { operatorRole }),
    warnings: [...linesOf(lines, "warning").map(({ text }) => text), ...signing.warnings],
  };
}

/** Where partners connect: the server's own endpoint, where no other is configured. */
export function endpointOf({
  transferServer,
  region,
  sftpEndpoint,
}: Pick<BaseNames, "region" | "sftpEndpoint"> & { readonly transferServer: string }) {
  return {
    host: sftpEndpoint?.host ?? `${transferServer}.server.transfer.${region}.amazonaws.com`,
    port: sftpEndpoint?.port ?? 22,
  };
}

/** The role behind the operator's session. A session's ARN leaves the role's path out, so a role with a path is not found. */
async function ownRole(aws: Aws): Promise<string | undefined> {
  const { output } = await aws.send("sts", "GetCallerIdentity", {});
  const arn = output.Arn ?? "";
  const principal = principalOf(arn);
  return principal === arn ? undefined : principal;
}

async function bucketLines(names: BaseNames, partition: string, aws: Aws): Promise<readonly FitnessLine[]> {
  const facts = await readBucketFacts(aws, { ...names, partition }, false);
  return facts === undefined
    ? [bucketMissing(names.bucket, names.account)]
    : judgeBucket(facts, names.kmsKey);
}

async function keyLines({ kmsKey }: BaseNames, aws: Aws): Promise<readonly FitnessLine[]> {
  const facts = await readKeyFacts(aws, kmsKey, false);
  return facts === undefined ? [keyMissing(kmsKey)] : judgeKey(facts);
}

async function lookAtServer(
  { transferServer, serverAside = false }: BaseNames,
  aws: Aws,
): Promise<{ readonly lines: readonly FitnessLine[]; readonly hostKeys: readonly string[] }> {
  let hostKeys: readonly string[] = [];
  if (transferServer === undefined || serverAside) return { lines: [], hostKeys };
  const lines = await orUnseen("transferServer", async () => {
    const facts = await readServerFacts(aws, transferServer, false);
    if (facts === undefined) return [serverMissing(transferServer)];
    hostKeys = facts.hostKeys;
    return judgeServer(facts);
  });
  return { lines, hostKeys };
}
