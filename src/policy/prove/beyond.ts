import { listOf, statementsOf } from "../values.ts";
import { isAnybody } from "./principals.ts";
import type { Estate, ProofSubject, Unproven } from "./types.ts";

/**
 * What reaches beyond what a proof is about: buckets that a role's statements mean beside the estate's, and accounts
 * that a resource policy lets in as a whole. Named, so that it is never taken for disjoint.
 */
export function beyond({ name, principals }: ProofSubject, estate: Estate): readonly Unproven[] {
  const whys = principals.flatMap(({ arn, identity = [] }) => [
    ...(isAnybody(arn)
      ? [
          `a policy lets in every principal of ${arn.includes("::*:") ? "every account" : `the account ${arn.split(":")[4]}`}, not one role of it`,
        ]
      : []),
    ...identity.flatMap((policy) =>
      statementsOf(policy.document)
        .filter(
          ({ Effect, Action }) => Effect === "Allow" && listOf(Action).some((one) => /^(s3:|\*)/i.test(one)),
        )
        .flatMap(({ Sid, Resource }) =>
          listOf(Resource)
            .filter((resource) => meansOtherBuckets(resource, estate))
            .map(
              (resource) =>
                `${Sid ?? "a statement without Sid"} of ${policy.name} allows ${resource}, which is also of other buckets`,
            ),
        ),
    ),
  ]);
  return [...new Set(whys)].map((why) => ({ subject: name, why }));
}

function meansOtherBuckets(resource: string, { partition, bucket }: Estate): boolean {
  const prefix = `arn:${partition}:s3:::`;
  if (!resource.startsWith(prefix)) return /^[^:]*[*?]/.test(resource) || resource.includes(":s3:");
  return resource.slice(prefix.length).split("/")[0] !== bucket;
}
