import { z } from "zod";
import { defineOperation, type Operation, type OperationContext } from "../../service.ts";
import { encryptWith } from "./cipher.ts";
import { kmsFault } from "./faults.ts";
import { findKey } from "./keys.ts";
import { dryRun, encryptionContext, grantTokens, keyId } from "./schema.ts";
import { useKey } from "./use-key.ts";

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
    const { plaintext: _unsent, ...answer } = newDataKey(
      context,
      "kms:GenerateDataKeyWithoutPlaintext",
      input,
    );
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
  useKey(context, named, { action, context: bound, tokens: input.GrantTokens, dryRun: input.DryRun });
  const length = input.NumberOfBytes ?? (input.KeySpec === "AES_128" ? 16 : 32);
  const plaintext = Buffer.from(context.world.random.bytes(length));
  const sealed = encryptWith(named.key, context.world.random, plaintext, bound);
  return { plaintext, CiphertextBlob: sealed.toString("base64"), KeyId: named.key.arn };
}

/** Operations that make random bytes. */
export const dataKeyOperations: Readonly<Record<string, Operation>> = {
  GenerateDataKey: generateDataKey,
  GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
  GenerateRandom: generateRandom,
};
