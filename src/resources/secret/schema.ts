import { z } from "zod";
import { digest } from "../../core/canonical.ts";
import type { JsonObject } from "../../core/json.ts";
import { type ReasonedStatement, toDocument } from "../../policy/build.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { documentState } from "../document.ts";
import { text } from "../schema.ts";
import { bareKey, fingerprintOf } from "../ssh-key.ts";

/** What a runbook must say about a secret. */
export const schema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/, "A secret's name takes letters, digits and /_+=.@-"),
  description: z.string().max(2048),
  kmsKey: text
    .exactOptional()
    .describe("ARN of the key that encrypts it; by default AWS's own for Secrets Manager."),
  value: z.record(z.string(), z.json()).describe("Its content; may hold ${generated.ID.privateKey}."),
  publicKey: text.exactOptional().describe("The SSH public key that the partner brought."),
  generateKey: text
    .exactOptional()
    .describe(
      "ID of a key pair to be generated; its private half goes into the value, or into what is kept.",
    ),
  kept: z
    .strictObject({
      stage: z
        .string()
        .regex(/^(?!AWS)[A-Za-z][A-Za-z0-9_.-]{0,63}$/, "A stage is a word that does not begin with AWS.")
        .describe("The staging label under which it is read: `--version-stage`."),
      value: z.record(z.string(), z.json()),
    })
    .exactOptional()
    .describe(
      "A second value, which stays as it is while `value` changes: a version of the secret under a staging label of its own. Stored anew, with a new key pair, only where this itself is written differently.",
    ),
  readBy: z
    .enum(["partner", "workload"])
    .exactOptional()
    .describe(
      "Who works with it: the partner, whom it is handed to (where nobody says otherwise), or the company's own workload.",
    ),
  readers: z.array(text).min(1).describe("ARNs of the roles that may read it; everybody else is denied."),
  recoveryDays: z
    .number()
    .int()
    .min(7)
    .max(30)
    .exactOptional()
    .describe("Shortest recovery window after an offboarding."),
});

/** What a runbook says about a secret. */
export type SecretProps = Omit<z.output<typeof schema>, "value" | "kept"> & {
  readonly value: JsonObject;
  readonly kept?: { readonly stage: string; readonly value: JsonObject };
};

/** A secret as it is or shall be. Its value is never read: tags say what it was made from. */
export type SecretState = {
  readonly name: string;
  readonly description: string;
  readonly kmsKey: string;
  /** `active`, or until when the name is held by a deleted secret. */
  readonly status: string;
  /** Fingerprint of the partner's own key, or `generated`, or `none`. */
  readonly key: string;
  /** Digest of what the value is made from; `generated` where it holds a private key that a partner was handed. */
  readonly content: string;
  /** Stage and digest of what is kept beside it, or `none`. */
  readonly kept: string;
  readonly policy: JsonObject;
};

/** What a secret is encrypted with where nobody says otherwise. */
export const AWS_KEY = "alias/aws/secretsmanager";

/** Tags that say what a secret's value was made from. An RSA public key is longer than a tag may be, a fingerprint never. */
export const CONTENT_TAGS = {
  publicKey: "vendor:public-key",
  fingerprint: "vendor:key-fingerprint",
  digest: "vendor:value",
  kept: "vendor:kept-value",
} as const;

const READERS_ONLY = "VendorReadersOnly";

/** The statement that keeps a secret from everybody but its readers, the operator included. */
export function readersOnly({ readers }: SecretProps): ReasonedStatement {
  return {
    Sid: READERS_ONLY,
    Effect: "Deny",
    Principal: "*",
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
    Condition: { ArnNotEquals: { "aws:PrincipalArn": readers } },
    reason:
      "Nobody but the partner's role and the named readers can read the value, whatever their own policies say.",
  };
}

/** The secret's resource policy. */
export function policyOf(props: SecretProps): PolicyDocument {
  return toDocument([readersOnly(props)]);
}

/** The state that is wanted. */
export function desired(props: SecretProps): SecretState {
  return {
    name: props.name,
    description: props.description,
    kmsKey: props.kmsKey ?? AWS_KEY,
    status: "active",
    key: keyOf(props),
    content: keepsKey(props) ? "generated" : digest(props.value),
    kept: keptOf(props),
    policy: documentState(policyOf(props)),
  };
}

/**
 * Whether the value stays whatever else of it changes: a partner that was handed a private key must not lose it. A
 * workload reads its key afresh with the rest, so it gets both anew, unless the key is kept by itself.
 */
function keepsKey({ generateKey, readBy, kept }: SecretProps): boolean {
  return generateKey !== undefined && readBy !== "workload" && kept === undefined;
}

/** What is kept, as a tag tells it: no value of a tag is longer than 256 characters, nor has other signs. */
function keptOf({ kept }: SecretProps): string {
  return kept === undefined ? "none" : `${kept.stage} ${digest(kept.value)}`;
}

/** The stage that a tag about what is kept names. */
export function stageOf(kept: string | undefined): string | undefined {
  return kept === undefined || kept === "none" ? undefined : kept.split(" ")[0];
}

function keyOf({ publicKey, generateKey }: SecretProps): string {
  if (generateKey !== undefined) return "generated";
  return publicKey === undefined ? "none" : fingerprintOf(publicKey);
}

/** Tags for the values that are about to be stored. */
export function contentTags(props: SecretProps): Readonly<Record<string, string>> {
  const { publicKey, generateKey, kept } = props;
  const content = {
    ...(keepsKey(props) ? {} : { [CONTENT_TAGS.digest]: desired(props).content }),
    ...(kept === undefined ? {} : { [CONTENT_TAGS.kept]: keptOf(props) }),
  };
  if (generateKey !== undefined)
    return { [CONTENT_TAGS.publicKey]: `\${generated.${generateKey}.publicKey}`, ...content };
  return {
    ...(publicKey === undefined ? {} : { [CONTENT_TAGS.fingerprint]: fingerprintOf(publicKey) }),
    ...content,
  };
}

/** The public key that goes with the stored value, where it is known without asking AWS. */
export function publicKeyOf({ publicKey }: SecretProps): Readonly<Record<string, string>> {
  return publicKey === undefined ? {} : { publicKey: bareKey(publicKey) };
}
