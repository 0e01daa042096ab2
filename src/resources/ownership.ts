/** The tag keys that say whose a resource is. */
export const OWNER_TAGS = {
  partner: "vendor:partner",
  runbook: "vendor:runbook",
  owner: "vendor:owner",
  managedBy: "vendor:managed-by",
} as const;

/** All of them. */
export const OWNER_TAG_KEYS: readonly string[] = Object.values(OWNER_TAGS);

const MANAGED_BY = "vendor";

/** Ownership tags of everything that is made for `partner`. */
export function ownershipTags(
  partner: string,
  runbook: { readonly name: string; readonly version: string },
  owner: string,
): Readonly<Record<string, string>> {
  return {
    [OWNER_TAGS.partner]: partner,
    [OWNER_TAGS.runbook]: `${runbook.name}@${runbook.version}`,
    [OWNER_TAGS.owner]: owner,
    [OWNER_TAGS.managedBy]: MANAGED_BY,
  };
}

/** Whether the tags found on a resource say that vendor made it for `partner`. */
export function isOwnedBy(tags: Readonly<Record<string, string>>, partner: string): boolean {
  return tags[OWNER_TAGS.managedBy] === MANAGED_BY && tags[OWNER_TAGS.partner] === partner;
}

/** Whether a resource carries no ownership tag at all, in any spelling: IAM takes two keys that differ in case for one. */
export function isUntagged(tags: Readonly<Record<string, string>>): boolean {
  return !Object.keys(tags).some((key) => OWNER_TAG_KEYS.includes(key.toLowerCase()));
}

/** The tags of a resource without those that say whose it is. */
export function otherTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !OWNER_TAG_KEYS.includes(key)));
}
