import { z } from "zod";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import { authorizeKey } from "./authorize.ts";
import { decryptWith, type EncryptionContext, encryptWith, keyArnOf } from "./cipher.ts";
import { kmsFault } from "./faults.ts";
import { findKey, type NamedKey, requireEnabled } from "./keys.ts";
import { algorithm, blob, dryRun, encryptionContext, grantTokens, keyId } from "./schema.ts";

const MOST_PLAINTEXT = 4096;
const MOST_CIPHERTEXT = 6144;
const SYMMETRIC = "SYMMETRIC_DEFAULT";

/** How one request uses one key. */
interface Use {
  readonly action: string;
  readonly context: EncryptionContext;
  readonly tokens: readonly string[] | undefined;
  readonly dryRun: boolean | undefined;
}

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
    use(context, named, { action: "kms:Encrypt", context: bound, tokens: input.GrantTokens, dryRun: input.DryRun });
    const sealed = encryptWith(named.key, context.world.random, Buffer.from(input.Plaintext, "base64"), bound);
    return { CiphertextBlob: sealed.toString("base64"), KeyId: named.key.arn, EncryptionAlgorithm: SYMMETRIC };
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
    use(context, named, { action: "kms:Decrypt", context: bound, tokens: input.GrantTokens, dryRun: input.DryRun });
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
    use(context, source, { action: "kms:ReEncryptFrom", context: from, tokens: input.GrantTokens, dryRun: false });
    use(context, target, { action: "kms:ReEncryptTo", context: to, tokens: input.GrantTokens, dryRun: input.DryRun });
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

const dataKeyInput = z.strictObject({
  KeyId: keyId,
  EncryptionContext: encryptionContext,
  NumberOfBytes: z.number().int().min(1).max(1024).exactOptional(),
  KeySpec: z.enum(["AES_256", "AES_128"]).exactOptional(),
  GrantTokens: grantTokens,
  DryRun: dryRun,
});

const generateDataKey = defineOperation({
  input: dataKeyInput,
  readOnly: true,
  sensitive: ["GrantTokens"],
  handle(input, context) {
    const { plaintext, ...answer } = newDataKey(context, "kms:GenerateDataKey", input);
    return { ...answer, Plaintext: plaintext.toString("base64") };
  },
});

const generateDataKeyWithoutPlaintext = defineOperation({
  input: dataKeyInput,
  readOnly: true,
  sensitive: ["GrantTokens"],
  handle(input, context) {
    const { plaintext: _unsent, ...answer } = newDataKey(context, "kms:GenerateDataKeyWithoutPlaintext", input);
    return answer;
  },
});

const generateRandom = defineOperation({
  input: z.strictObject({ NumberOfBytes: z.number().int().min(1).max(1024) }),
  readOnly: true,
  handle(input, { world, caller, account }) {
    world.authorize({ caller, action: "kms:GenerateRandom", resource: "*", resourceAccount: account });
    return { Plaintext: Buffer.from(world.random.bytes(input.NumberOfBytes)).toString("base64") };
  },
});

function newDataKey(context: OperationContext, action: string, input: z.infer<typeof dataKeyInput>) {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    throw kmsFault.validation("Please specify either number of bytes or key spec.");
  }
  const named = findKey(context.world, context.account, input.KeyId);
  const bound = input.EncryptionContext ?? {};
  use(context, named, { action, context: bound, tokens: input.GrantTokens, dryRun: input.DryRun });
  const length = input.NumberOfBytes ?? (input.KeySpec === "AES_128" ? 16 : 32);
  const plaintext = Buffer.from(context.world.random.bytes(length));
  const sealed = encryptWith(named.key, context.world.random, plaintext, bound);
  return { plaintext, CiphertextBlob: sealed.toString("base64"), KeyId: named.key.arn };
}

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

function use(context: OperationContext, { key, alias }: NamedKey, wanted: Use): void {
  context.touch("AWS::KMS::Key", key.arn);
  authorizeKey(context.world, context.caller, {
    key,
    action: wanted.action,
    ...(alias === undefined ? {} : { alias }),
    encryptionContext: wanted.context,
    grantTokens: wanted.tokens,
  });
  requireEnabled(key);
  if (wanted.dryRun === true) throw kmsFault.dryRun();
}

/** Operations that encrypt, decrypt or make random bytes. */
export const cryptoOperations: Readonly<Record<string, Operation>> = {
  Encrypt: encrypt,
  Decrypt: decrypt,
  ReEncrypt: reEncrypt,
  GenerateDataKey: generateDataKey,
  GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
  GenerateRandom: generateRandom,
};
