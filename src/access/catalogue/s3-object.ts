import type { Probe } from "../../core/probe.ts";
import { denied } from "./build.ts";
import { atRoot, deletes, type ObjectProbe, ownBeyond, reads, uploads, writes } from "./s3-attempts.ts";
import { beyondRights } from "./s3-rights.ts";
import { encryption, plainHttp } from "./s3-transport.ts";
import { type Targets, victims } from "./targets.ts";

/**
 * Reads and writes of others' objects, as the partner's role, and of own ones in ways that are not granted. None does
 * harm if it is wrongly allowed:
 * - puts carry `If-None-Match: *` on a key that exists, or a digest that does not match (nothing is stored);
 * - copies carry a condition that does not hold, on the side that is another's (nothing is copied);
 * - deletes name a key that nobody has, or a version that the key does not have;
 * - tags that are put are those that the canary has; an ACL gives the owner what it has;
 * - a multipart upload is begun without a part, on a canary's key; every other call names an upload that there is not.
 *
 * S3 authorises a request before it looks at conditions, so their errors show that it was allowed:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
export function s3Object(targets: Targets): Probe[] {
  const { session } = targets.actors;
  if (!session) return [];
  const perVictim = victims(targets).flatMap(({ id, words, place }) =>
    [
      ...reads(targets, place, words),
      ...writes(targets, place, words),
      ...deletes(targets, place, words),
      ...uploads(targets, place, words),
    ].map((probe): ObjectProbe => ({ ...probe, id: `${probe.id}.${id}` })),
  );
  const all = [
    ...perVictim,
    ...atRoot(targets),
    ...ownBeyond(targets),
    ...beyondRights(targets),
    ...encryption(targets),
    ...plainHttp(targets),
  ];
  return all.map(({ id, control, attempt, ...texts }) =>
    denied({ group: "s3-object", actor: session }, `s3.${id}`, control, attempt, texts),
  );
}
