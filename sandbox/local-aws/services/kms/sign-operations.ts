import { constants, sign as signWith, verify as verifyWith } from "node:crypto";
import { z } from "zod";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import { authorizeKey } from "./authorize.ts";
import { DIGEST_BYTES, signDigest, verifyDigest } from "./digest-signature.ts";
import { kmsFault } from "./faults.ts";
import { privateKeyOf, publicKeyOf, type SigningScheme, schemesOf, specOf, usageOf } from "./key-spec.ts";
import { findKey, type NamedKey, requireEnabled } from "./keys.ts";
import { blob, dryRun, grantTokens, keyId, signingAlgorithm } from "./schema.ts";
import { useKey } from "./use-key.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
const MOST_MESSAGE = 4096;
const MOST_SIGNATURE = 6144;

const signInput = z.strictObject({
  KeyId: keyId,
  Message: blob(1, MOST_MESSAGE),
  MessageType: z.enum(["RAW", "DIGEST"]).exactOptional(),
  GrantTokens: grantTokens,
  SigningAlgorithm: signingAlgorithm,
  DryRun: dryRun,
});

type SignInput = z.infer<typeof signInput>;

const sign = defineOperation({
  input: signInput,
  readOnly: true,
  sensitive: ["Message", "GrantTokens"],
  handle(input, context) {
    const named = findKey(context.world, context.account, input.KeyId);
    const scheme = schemeFor(context, named, "kms:Sign", input);
    const message = messageOf(input, scheme);
    const key = privateKeyOf(named.key);
    const signature =
      input.MessageType === "DIGEST"
        ? signDigest(key, message, scheme, context.world.random)
        : signWith(scheme.hash, message, { key, ...paddingOf(scheme) });
    return {
      KeyId: named.key.arn,
      Signature: signature.toString("base64"),
      SigningAlgorithm: input.SigningAlgorithm,
    };
  },
});

const verify = defineOperation({
  input: signInput.extend({ Signature: blob(1, MOST_SIGNATURE) }),
  readOnly: true,
  sensitive: ["Message", "GrantTokens"],
  handle(input, context) {
    const named = findKey(context.world, context.account, input.KeyId);
    const scheme = schemeFor(context, named, "kms:Verify", input);
    const message = messageOf(input, scheme);
    const signature = Buffer.from(input.Signature, "base64");
    const key = privateKeyOf(named.key);
    const fits =
      input.MessageType === "DIGEST"
        ? verifyDigest(key, message, scheme, signature)
        : verifyWith(scheme.hash, message, { key, ...paddingOf(scheme) }, signature);
    if (!fits) throw kmsFault.invalidSignature();
    return { KeyId: named.key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  },
});

const getPublicKey = defineOperation({
  input: z.strictObject({ KeyId: keyId, GrantTokens: grantTokens }),
  readOnly: true,
  sensitive: ["GrantTokens"],
  handle(input, { world, caller, account, touch }) {
    const { key, alias } = findKey(world, account, input.KeyId);
    touch("AWS::KMS::Key", key.arn);
    authorizeKey(world, caller, {
      key,
      action: "kms:GetPublicKey",
      ...(alias === undefined ? {} : { alias }),
      grantTokens: input.GrantTokens,
    });
    const spec = specOf(key);
    if (spec === "SYMMETRIC_DEFAULT")
      throw kmsFault.unsupported(`${key.arn} is a symmetric key: it has no public half.`);
    requireEnabled(key);
    return {
      KeyId: key.arn,
      PublicKey: publicKeyOf(key),
      CustomerMasterKeySpec: spec,
      KeySpec: spec,
      KeyUsage: usageOf(spec),
      SigningAlgorithms: Object.keys(schemesOf(spec)),
    };
  },
});

/**
 * The scheme of a use that is authorised.
 * @throws AwsFault as {@link useKey}; InvalidKeyUsageException for an algorithm that the key does not have
 */
function schemeFor(
  context: OperationContext,
  named: NamedKey,
  action: "kms:Sign" | "kms:Verify",
  { SigningAlgorithm, MessageType = "RAW", GrantTokens, DryRun }: SignInput,
): SigningScheme {
  useKey(context, named, {
    action,
    context: {},
    conditions: { "kms:SigningAlgorithm": SigningAlgorithm, "kms:MessageType": MessageType },
    tokens: GrantTokens,
    dryRun: DryRun,
  });
  const scheme = schemesOf(specOf(named.key))[SigningAlgorithm];
  if (scheme === undefined)
    throw kmsFault.invalidUsage(
      `Algorithm ${SigningAlgorithm} is incompatible with key spec ${specOf(named.key)}.`,
    );
  return scheme;
}

/** @throws AwsFault ValidationException for a digest of another length than its hash has */
function messageOf({ Message, MessageType }: SignInput, { hash }: SigningScheme): Buffer {
  const message = Buffer.from(Message, "base64");
  if (MessageType === "DIGEST" && message.length !== DIGEST_BYTES[hash])
    throw kmsFault.validation("Digest is invalid length for algorithm.");
  return message;
}

/** A salt of PSS is as long as the digest. */
function paddingOf({ scheme, hash }: SigningScheme): { padding?: number; saltLength?: number } {
  return scheme === "pss" ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: DIGEST_BYTES[hash] } : {};
}

/** Operations of keys that sign. */
export const signOperations: Readonly<Record<string, Operation>> = {
  Sign: sign,
  Verify: verify,
  GetPublicKey: getPublicKey,
};
