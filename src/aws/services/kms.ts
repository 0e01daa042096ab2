import {
  CreateGrantCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListGrantsCommand,
  RevokeGrantCommand,
} from "@aws-sdk/client-kms";

/** Keys, grants and signatures. */
export const Client = KMSClient;

/** The operations that may be called, by AWS's names. */
export const commands = {
  CreateGrant: CreateGrantCommand,
  Decrypt: DecryptCommand,
  DescribeKey: DescribeKeyCommand,
  Encrypt: EncryptCommand,
  GenerateDataKey: GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintext: GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicy: GetKeyPolicyCommand,
  ListGrants: ListGrantsCommand,
  RevokeGrant: RevokeGrantCommand,
};
