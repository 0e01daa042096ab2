import type { Aws } from "../../aws/aws.ts";
import { allPages } from "../read.ts";
import { ifAllowed, type Unread } from "./reading.ts";

/** A key that somebody has given a name. */
export interface NamedKey {
  readonly arn: string;
  /** E.g. `alias/partner-files`. */
  readonly alias: string;
  readonly description: string;
}

/** A Transfer server as a list shows it. */
interface ListedServer {
  readonly id: string;
  readonly state: string;
  readonly users: number;
}

/** What an account has in one region that a base could be made of; parts that may not be listed are absent. */
export interface Discovery {
  readonly buckets?: readonly string[];
  /** Customer-managed keys that encrypt. */
  readonly keys?: readonly NamedKey[];
  /** Customer-managed keys that sign. */
  readonly signingKeys?: readonly NamedKey[];
  readonly servers?: readonly ListedServer[];
  /** IAM actions that were refused. */
  readonly unread: readonly string[];
}

/** Lists what there is to choose from. Reads only. @throws VendorError for all but refusals · AwsFailure */
export async function discover(aws: Aws): Promise<Discovery> {
  const unread: Unread = [];
  const [buckets, keys, servers] = await Promise.all([
    listBuckets(aws, unread),
    listKeys(aws, unread),
    listServers(aws, unread),
  ]);
  return {
    ...(buckets === undefined ? {} : { buckets }),
    ...(keys === undefined ? {} : { keys: keys.encrypting, signingKeys: keys.signing }),
    ...(servers === undefined ? {} : { servers }),
    unread,
  };
}

/** Buckets of the session's region: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
async function listBuckets(aws: Aws, unread: Unread): Promise<readonly string[] | undefined> {
  return unlessRefused(unread, (refused) =>
    allPages<string, string>(async (ContinuationToken) => {
      const input = { BucketRegion: aws.region, ...(ContinuationToken ? { ContinuationToken } : {}) };
      const output = await ifAllowed(aws.send("s3", "ListBuckets", input), "the account's buckets", refused);
      return {
        items: (output?.Buckets ?? []).flatMap(({ Name }) => Name ?? []),
        next: output?.ContinuationToken,
      };
    }),
  );
}

async function listKeys(
  aws: Aws,
  unread: Unread,
): Promise<{ encrypting: readonly NamedKey[]; signing: readonly NamedKey[] } | undefined> {
  const aliases = await unlessRefused(unread, (refused) =>
    allPages<string, string>(async (Marker) => {
      const input = Marker ? { Marker } : {};
      const output = await ifAllowed(aws.send("kms", "ListAliases", input), "the account's keys", refused);
      return {
        items: (output?.Aliases ?? []).flatMap(({ AliasName = "", TargetKeyId }) =>
          TargetKeyId === undefined || AliasName.startsWith("alias/aws/") ? [] : [AliasName],
        ),
        next: output?.NextMarker,
      };
    }),
  );
  if (aliases === undefined) return undefined;
  // A key that may not be looked at is none that could be chosen: that is no news.
  const ignored: Unread = [];
  const described = await Promise.all(
    aliases.map(async (alias) => {
      const output = await ifAllowed(aws.send("kms", "DescribeKey", { KeyId: alias }), alias, ignored);
      return { alias, about: output?.KeyMetadata };
    }),
  );
  const ofUsage = (usage: string): readonly NamedKey[] =>
    described.flatMap(({ alias, about }) =>
      about?.Arn !== undefined && about.KeyManager === "CUSTOMER" && about.KeyUsage === usage
        ? [{ arn: about.Arn, alias, description: about.Description ?? "" }]
        : [],
    );
  return { encrypting: ofUsage("ENCRYPT_DECRYPT"), signing: ofUsage("SIGN_VERIFY") };
}

function listServers(aws: Aws, unread: Unread): Promise<readonly ListedServer[] | undefined> {
  return unlessRefused(unread, (refused) =>
    allPages<ListedServer, string>(async (NextToken) => {
      const input = NextToken ? { NextToken } : {};
      const output = await ifAllowed(aws.send("transfer", "ListServers", input), "Transfer servers", refused);
      return {
        items: (output?.Servers ?? []).flatMap(({ ServerId, State = "UNKNOWN", UserCount = 0 }) =>
          ServerId === undefined ? [] : [{ id: ServerId, state: State, users: UserCount }],
        ),
        next: output?.NextToken,
      };
    }),
  );
}

/** What `list` gives, or `undefined` where it was refused. */
async function unlessRefused<T>(
  unread: Unread,
  list: (refused: Unread) => Promise<T>,
): Promise<T | undefined> {
  const refused: Unread = [];
  const listed = await list(refused);
  unread.push(...refused);
  return refused.length === 0 ? listed : undefined;
}
