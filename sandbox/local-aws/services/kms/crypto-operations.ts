import { z } from "zod";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import { decryptWith, encryptWith, keyArnOf } from "./cipher.ts";
import { kmsFault } from "./faults.ts";
import { findKey, type NamedKey } from "./keys.ts";
import { algorithm, blob, dryRun, encryptionContext, grantTokens, keyId } from "./schema.ts";
import { useKey } from "./use-key.ts";

const MOST_PLAINTEXT = 4096;
const MOST_CIPHERTEXT = 6144;
const SYMMETRIC = "SYMMETRIC_DEFAULT";

const encrypt = defineOperation({
  input: z.strictObject({
    KeyId: keyId,
    Plaintext: blob(1, MOST_PLAINTEXT),
    EncryptionContext: encryptionContext,
    GrantTokens: grantTokens,
    EncryptionAlgorithm: algorithm,
    DryRun: dryRun,
  }),
  readOnly: true,
  sensitive: ["Plaintext", "GrantTokens"],
  handle(input, context) {
    const named = findKey(context.world, context.account, input.KeyId);
    const bound = input.EncryptionContext ?? {};
    useKey(context, named, {
      action: "kms:Encrypt",
      context: bound,
      tokens: input.GrantTokens,
      dryRun: input.DryRun,
    });
    const sealed = encryptWith(
      named.key,
      context.world.random,
      Buffer.from(input.Plaintext, "base64"),
      bound,
    );
    return {
      CiphertextBlob: sealed.toString("base64"),
      KeyId: named.key.arn,
      EncryptionAlgorithm: SYMMETRIC,
    };
  },
});

const decrypt = defineOperation({
  input: z.strictObject({
    CiphertextBlob: blob(1, MOST_CIPHERTEXT),
    KeyId: keyId.exactOptional(),
    EncryptionContext: encryptionContext,
    GrantTokens: grantTokens,
    EncryptionAlgorithm: algorithm,
    DryRun: dryRun,
  }),
  readOnly: true,
  sensitive: ["CiphertextBlob", "GrantTokens"],
  handle(input, context) {
    const sealed = Buffer.from(input.CiphertextBlob, "base64");
    const named = keyOfBlob(context, sealed, input.KeyId);
    const bound = input.EncryptionContext ?? {};
    useKey(context, named, {
      action: "kms:Decrypt",
      context: bound,
      tokens: input.GrantTokens,
      dryRun: input.DryRun,
    });
    const plaintext = decryptWith(named.key, sealed, bound);
    return { KeyId: named.key.arn, Plaintext: plaintext.toString("base64"), EncryptionAlgorithm: SYMMETRIC };
  },
});

const reEncrypt = defineOperation({
  input: z.strictObject({
    CiphertextBlob: blob(1, MOST_CIPHERTEXT),
    SourceKeyId: keyId.exactOptional(),
    SourceEncryptionContext: encryptionContext,
    SourceEncryptionAlgorithm: algorithm,
    DestinationKeyId: keyId,
    DestinationEncryptionContext: encryptionContext,
    DestinationEncryptionAlgorithm: algorithm,
    GrantTokens: grantTokens,
    DryRun: dryRun,
  }),
  readOnly: true,
  sensitive: ["CiphertextBlob", "GrantTokens"],
  handle(input, context) {
    const sealed = Buffer.from(input.CiphertextBlob, "base64");
    const source = keyOfBlob(context, sealed, input.SourceKeyId);
    const target = findKey(context.world, context.account, input.DestinationKeyId);
    const from = input.SourceEncryptionContext ?? {};
    const to = input.DestinationEncryptionContext ?? {};
    useKey(context, source, {
      action: "kms:ReEncryptFrom",
      context: from,
      tokens: input.GrantTokens,
      dryRun: false,
    });
    useKey(context, target, {
      action: "kms:ReEncryptTo",
      context: to,
      tokens: input.GrantTokens,
      dryRun: input.DryRun,
    });
    const plaintext = decryptWith(source.key, sealed, from);
    return {
      CiphertextBlob: encryptWith(target.key, context.world.random, plaintext, to).toString("base64"),
      SourceKeyId: source.key.arn,
      KeyId: target.key.arn,
      SourceEncryptionAlgorithm: SYMMETRIC,
      DestinationEncryptionAlgorithm: SYMMETRIC,
    };
  },
});

/** The key of a ciphertext; where the request names a key too, they must be the same. */
function keyOfBlob(context: OperationContext, sealed: Buffer, wanted: string | undefined): NamedKey {
  const arn = keyArnOf(sealed);
  if (wanted !== undefined) {
    const named = findKey(context.world, context.account, wanted);
    if (named.key.arn !== arn) throw kmsFault.incorrectKey();
    return named;
  }
  try {
    return findKey(context.world, context.account, arn);
  } catch {
    throw kmsFault.denied(
      "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
    );
  }
}

/** Operations that encrypt and decrypt. */
export const cryptoOperations: Readonly<Record<string, Operation>> = {
  Encrypt: encrypt,
  Decrypt: decrypt,
  ReEncrypt: reEncrypt,
};
