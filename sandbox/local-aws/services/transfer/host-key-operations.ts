import { z } from "zod";
import { sha256Hex } from "../../../../src/core/canonical.ts";
import { defineOperation, type Operation } from "../../service.ts";
import { describeHostKeys } from "../../sftp/host-keys.ts";
import type { TransferServerRecord } from "../../tables.ts";
import { pageOf } from "../shared/paging.ts";
import { transferFault } from "./faults.ts";
import { authorize, authorizedServer, transferArn } from "./records.ts";
import { maxResults, nextToken, PAGE, serverId } from "./schema.ts";

/** A host key as Transfer tells it. */
interface ListedHostKey {
  /** `hostkey-…` */
  readonly id: string;
  readonly type: string;
  /** `SHA256:` and base64 with its padding, which `ssh-keygen -l` leaves away. */
  readonly fingerprint: string;
}

/** The host keys of a server, the first being the one that DescribeServer names. */
export function hostKeysOf(server: TransferServerRecord): ListedHostKey[] {
  return describeHostKeys(server.hostKeys).map(({ type, fingerprint }) => ({
    id: `hostkey-${sha256Hex(fingerprint).slice(0, 17)}`,
    type,
    fingerprint: `${fingerprint.replace(/=+$/, "")}=`,
  }));
}

const listHostKeys = defineOperation({
  input: z.strictObject({ ServerId: serverId, MaxResults: maxResults, NextToken: nextToken }),
  readOnly: true,
  handle(input, context) {
    const server = authorizedServer(context, "ListHostKeys", input.ServerId);
    const keys = hostKeysOf(server).map((key) => {
      const entry = {
        Arn: hostKeyArn(server, key),
        HostKeyId: key.id,
        Fingerprint: key.fingerprint,
        Type: key.type,
      };
      return [key.id, entry] as const;
    });
    const page = pageOf(keys, input.MaxResults ?? PAGE, input.NextToken, transferFault.nextToken);
    return { ServerId: server.id, HostKeys: page.items, NextToken: page.next };
  },
});

const describeHostKey = defineOperation({
  input: z.strictObject({
    ServerId: serverId,
    HostKeyId: z
      .string()
      .length(25)
      .regex(/^hostkey-[0-9a-f]{17}$/),
  }),
  readOnly: true,
  handle(input, context) {
    const arn = transferArn(context.account, `host-key/${input.ServerId}/${input.HostKeyId}`);
    context.touch("AWS::Transfer::HostKey", arn);
    authorize(context, "DescribeHostKey", arn);
    const server = context.world.table("transfer.servers").get(input.ServerId);
    if (server?.account !== context.account) throw transferFault.notFound("Server", input.ServerId);
    const key = hostKeysOf(server).find((candidate) => candidate.id === input.HostKeyId);
    if (key === undefined) throw transferFault.notFound("HostKey", input.HostKeyId);
    return { HostKey: { Arn: arn, HostKeyId: key.id, HostKeyFingerprint: key.fingerprint, Type: key.type } };
  },
});

function hostKeyArn(server: TransferServerRecord, key: ListedHostKey): string {
  return transferArn(server.account, `host-key/${server.id}/${key.id}`);
}

/** Operations on host keys. */
export const hostKeyOperations: Readonly<Record<string, Operation>> = {
  ListHostKeys: listHostKeys,
  DescribeHostKey: describeHostKey,
};
