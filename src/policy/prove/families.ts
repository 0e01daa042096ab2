import type { Context } from "../types.ts";
import {
  BUCKET_ACTIONS,
  CONTEXT_ACTIONS,
  KEY_ACTIONS,
  LIST_ACTIONS,
  OBJECT_ACTIONS,
  SECRET_ACTIONS,
  SECRETS_ACTIONS,
} from "./actions.ts";
import type { Domain, Estate } from "./types.ts";

/**
 * Requests that are alike but for one text that the caller chooses: an object's key, a list's prefix, a secret's ARN.
 * A proof asks for which texts a principal is allowed.
 */
export interface Family {
  readonly name: string;
  readonly domain: Domain;
  readonly actions: readonly string[];
  /** The resource's ARN up to the text. */
  readonly head: string;
  /** Whether the text ends the resource's ARN. */
  readonly inResource: boolean;
  /** The condition key whose value ends with the text, in lower case, and what stands before it. */
  readonly inKey?: { readonly key: string; readonly head: string };
  /** What the request's context says beside that. */
  readonly context: Context;
  /** Encryption context: name → what stands before the text. */
  readonly encryption?: { readonly name: string; readonly head: string };
  /** Encryption context that comes along, whatever the text. */
  readonly alongside?: Readonly<Record<string, string>>;
  /** Whether a condition key (in lower case) is never part of such a request. */
  isAbsent(key: string): boolean;
  /** A list shows all that begins with its prefix; what is asked without a text touches everything. */
  readonly prefix: boolean;
  readonly resourcePolicy: "optional" | "required";
}

/** Secrets Manager's own context: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
const SECRET_VERSION = { SecretVersionId: "00000000-0000-4000-8000-000000000000" };

/** All requests that a proof is about. */
export function familiesOf(estate: Estate): readonly Family[] {
  return [...bucketFamilies(estate), ...secretFamilies(estate), ...keyFamilies(estate)];
}

/** ARN of a secret up to its name. */
export function secretHead({ partition, region, account }: Estate): string {
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:`;
}

/** ARN of the bucket. */
export function bucketArn({ partition, bucket }: Estate): string {
  return `arn:${partition}:s3:::${bucket}`;
}

const LIST_KEYS = ["s3:prefix", "s3:delimiter", "s3:max-keys"];

function bucketFamilies(estate: Estate): readonly Family[] {
  const arn = bucketArn(estate);
  const common = { domain: "object", context: {}, resourcePolicy: "optional" } as const;
  const foreign = (key: string) => /^(kms|secretsmanager):/.test(key);
  return [
    {
      ...common,
      name: "object",
      actions: OBJECT_ACTIONS,
      head: `${arn}/`,
      inResource: true,
      isAbsent: (key) => foreign(key) || LIST_KEYS.includes(key),
      prefix: false,
    },
    {
      ...common,
      name: "list with a prefix",
      actions: LIST_ACTIONS,
      head: arn,
      inResource: false,
      inKey: { key: "s3:prefix", head: "" },
      isAbsent: foreign,
      prefix: true,
    },
    {
      ...common,
      name: "list without a prefix",
      actions: LIST_ACTIONS,
      head: arn,
      inResource: false,
      isAbsent: (key) => foreign(key) || key === "s3:prefix",
      prefix: true,
    },
    {
      ...common,
      name: "bucket",
      actions: BUCKET_ACTIONS,
      head: arn,
      inResource: false,
      isAbsent: (key) => foreign(key) || LIST_KEYS.includes(key),
      prefix: true,
    },
  ];
}

function secretFamilies(estate: Estate): readonly Family[] {
  const common = {
    domain: "secret",
    context: {},
    resourcePolicy: "optional",
    isAbsent: (key: string) => /^(kms|s3):/.test(key),
  } as const;
  const head = secretHead(estate);
  return [
    { ...common, name: "secret", actions: SECRET_ACTIONS, head, inResource: true, prefix: false },
    {
      ...common,
      name: "all secrets",
      actions: SECRETS_ACTIONS,
      head: "*",
      inResource: false,
      prefix: true,
    },
  ];
}

/** Each use of the key, straight and through the service that made the context. */
function keyFamilies(estate: Estate): readonly Family[] {
  const { keyArn: head, region } = estate;
  const common = { head, inResource: false, resourcePolicy: "required" } as const;
  const uses = [
    { domain: "object-context", name: "aws:s3:arn", before: `${bucketArn(estate)}/`, service: "s3" },
    { domain: "secret-context", name: "SecretARN", before: secretHead(estate), service: "secretsmanager" },
  ] as const;
  const withContext = uses.flatMap(({ domain, name, before, service }) => {
    const key = `kms:encryptioncontext:${name.toLowerCase()}`;
    const alongside = service === "secretsmanager" ? SECRET_VERSION : {};
    const open = Object.keys(alongside).map((other) => `kms:encryptioncontext:${other.toLowerCase()}`);
    const absent = (condition: string) =>
      /^(s3|secretsmanager):/.test(condition) ||
      (condition.startsWith("kms:encryptioncontext:") && !open.includes(condition));
    const family = {
      ...common,
      domain,
      actions: CONTEXT_ACTIONS,
      inKey: { key, head: before },
      encryption: { name, head: before },
      alongside,
      prefix: false,
    };
    const names = { "kms:EncryptionContextKeys": [name, ...Object.keys(alongside)] };
    return [
      {
        ...family,
        name: `${name}, straight`,
        context: names,
        isAbsent: (condition: string) => absent(condition) || condition === "kms:viaservice",
      },
      {
        ...family,
        name: `${name}, through ${service}`,
        context: { ...names, "kms:ViaService": `${service}.${region}.amazonaws.com` },
        isAbsent: absent,
      },
    ];
  });
  const bare = {
    ...common,
    context: {},
    prefix: true,
    isAbsent: (key: string) =>
      /^(s3|secretsmanager):/.test(key) || /^kms:(encryptioncontext|viaservice)/.test(key),
  };
  return [
    ...withContext,
    { ...bare, domain: "no-context", name: "no context", actions: CONTEXT_ACTIONS },
    { ...bare, domain: "key", name: "the key itself", actions: KEY_ACTIONS },
  ];
}
