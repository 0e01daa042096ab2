import { and, type Language, likeText, not } from "./language.ts";
import type { Domain, LookAlike } from "./types.ts";

/** Where a name's slice is: what a configuration makes of it. */
export interface Slice {
  /** Prefix of its objects, with its slash at the end. */
  readonly prefix: string;
  /** Name of its secret, without the six characters that AWS adds. */
  readonly secret: string;
}

/**
 * The slices that a partner's could be confused with, whether anybody has them or not: a name that goes on where the
 * partner's ends, the name without its slash, in another case, cut short, and the root of the bucket.
 * @param sliceOf what the configuration makes of a name
 */
export function lookAlikesOf(subject: string, sliceOf: (name: string) => Slice): readonly LookAlike[] {
  const own = sliceOf(subject);
  const bare = own.prefix.replace(/\/$/, "");
  const outside = (pattern: string) => and([likeText(pattern), not(likeText(`${own.prefix}*`))]);
  const neighbour = (name: string): LookAlike => sliceNamed(subject, sliceOf(name));
  const objects = (name: string, language: Language): LookAlike => ({
    subject,
    name,
    slice: { object: language, "object-context": language },
  });
  return [
    neighbour(`${subject}-evil`),
    neighbour(`${subject}2`),
    ...otherCases(subject).map(neighbour),
    ...(subject.length > 1 ? [neighbour(subject.slice(0, -1)), neighbour(subject.slice(0, 1))] : []),
    objects(`the key ${bare}`, likeText(bare)),
    objects(`everything that begins with ${bare} and not with ${own.prefix}`, outside(`${bare}*`)),
    objects("the root of the bucket", not(likeText("*/*"))),
    {
      subject,
      name: `longer names of its secret, ${own.secret}-…`,
      slice: {
        secret: likeText(`${own.secret}-*-??????`),
        "secret-context": likeText(`${own.secret}-*-??????`),
      },
    },
  ];
}

function otherCases(name: string): readonly string[] {
  const forms = [name.toUpperCase(), name.slice(0, 1).toUpperCase() + name.slice(1)];
  return [...new Set(forms)].filter((form) => form !== name);
}

function sliceNamed(subject: string, { prefix, secret }: Slice): LookAlike {
  const objects = likeText(`${prefix}*`);
  const secrets = likeText(`${secret}-??????`);
  const slice: Partial<Record<Domain, Language>> = {
    object: objects,
    "object-context": objects,
    secret: secrets,
    "secret-context": secrets,
  };
  return { subject, name: prefix, slice };
}
