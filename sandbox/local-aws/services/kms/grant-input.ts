import { z } from "zod";
import type { GrantRecord, KeyRecord } from "../../tables.ts";
import type { World } from "../../world.ts";
import { kmsFault } from "./faults.ts";
import { CRYPTOGRAPHIC, GRANT_OPERATIONS } from "./grants.ts";
import { specOf, usageOf } from "./key-spec.ts";
import { dryRun, grantTokens, keyId, principalArn } from "./schema.ts";

const MODEL_OPERATIONS = [
  ...new Set(Object.values(GRANT_OPERATIONS).flat()),
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateMac",
  "VerifyMac",
  "DeriveSharedSecret",
];

/** Most pairs of one constraint. Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
const MOST_PAIRS = 8;

const pairs = z.record(z.string(), z.string().max(384)).exactOptional();

/** Input of CreateGrant. */
export const createGrantInput = z.strictObject({
  KeyId: keyId,
  GranteePrincipal: principalArn,
  RetiringPrincipal: principalArn.exactOptional(),
  Operations: z.array(z.enum(MODEL_OPERATIONS)).min(1),
  Constraints: z
    .strictObject({ EncryptionContextEquals: pairs, EncryptionContextSubset: pairs })
    .exactOptional(),
  GrantTokens: grantTokens,
  Name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[a-zA-Z0-9:/_-]+$/)
    .exactOptional(),
  DryRun: dryRun,
});

/** What CreateGrant was asked for. */
export type CreateGrantInput = z.infer<typeof createGrantInput>;

/**
 * What goes beyond single members: operations that the key has, and constraints only where they can count.
 * @throws AwsFault ValidationException
 */
export function checkGrantInput(input: CreateGrantInput, key: KeyRecord): void {
  const spec = specOf(key);
  const known = GRANT_OPERATIONS[usageOf(spec)];
  const foreign = input.Operations.filter((name) => !known.includes(name));
  if (foreign.length > 0) {
    throw kmsFault.validation(`A ${spec} key does not support the grant operations ${foreign.join(", ")}.`);
  }
  const sets = Object.values(input.Constraints ?? {});
  if (sets.length > 0 && !input.Operations.some((name) => CRYPTOGRAPHIC.includes(name))) {
    throw kmsFault.validation(
      "Encryption context constraints need an operation that takes an encryption context.",
    );
  }
  if (sets.some((set) => Object.keys(set).length === 0 || Object.keys(set).length > MOST_PAIRS)) {
    throw kmsFault.validation(`A grant constraint takes 1 to ${MOST_PAIRS} encryption context pairs.`);
  }
}

/** A principal of a grant as KMS keeps it. */
interface GrantPrincipal {
  readonly arn: string;
  /** Unique id of a role or user; an account root has none. */
  readonly id?: string;
}

/**
 * Binds a grantee or retiring principal to its unique id, as KMS sees it now.
 * @throws AwsFault InvalidArnException where KMS sees no such principal (yet)
 */
export function bindGrantPrincipal(world: World, arn: string): GrantPrincipal {
  if (/^\d{12}$/.test(arn)) return { arn: `arn:aws:iam::${arn}:root` };
  if (/^arn:aws:iam::\d{12}:root$/.test(arn)) return { arn };
  const id = world.principalId(roleOfSession(world, arn) ?? arn, "kms");
  if (id === undefined) throw kmsFault.invalidArn(`ARN does not refer to a valid principal: ${arn}`);
  return { arn, id };
}

/** The ARN of the role behind an assumed-role ARN, which does not tell the role's path. */
function roleOfSession(world: World, arn: string): string | undefined {
  const parts = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(arn);
  if (parts === null) return undefined;
  const role = world.table("iam.roles").seen(`${parts[1]}/${parts[2]}`, "kms");
  return role?.arn ?? arn;
}

/** How a grant's principal reads back: its ARN while it lives, else its bare unique id. */
export function shownPrincipal(world: World, arn: string, id: string | undefined): string {
  if (id === undefined) return arn;
  return world.principalId(roleOfSession(world, arn) ?? arn, "kms") === id ? arn : id;
}

/** Whether a grant was made with the same parameters, which is what makes a named CreateGrant safe to repeat. */
export function sameGrant(one: GrantRecord, other: GrantRecord): boolean {
  return one.name === other.name && JSON.stringify(parametersOf(one)) === JSON.stringify(parametersOf(other));
}

function parametersOf(grant: GrantRecord): unknown {
  const sorted = (set: Readonly<Record<string, string>> | undefined) => Object.entries(set ?? {}).sort();
  return [
    grant.name,
    grant.grantee,
    grant.granteeId,
    grant.retiring,
    grant.retiringId,
    [...grant.operations].sort(),
    sorted(grant.constraints?.EncryptionContextEquals),
    sorted(grant.constraints?.EncryptionContextSubset),
  ];
}
