import {
  CreateGrantCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListGrantsCommand,
  RevokeGrantCommand,
  SignCommand,
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
  GetPublicKey: GetPublicKeyCommand,
  ListGrants: ListGrantsCommand,
  RevokeGrant: RevokeGrantCommand,
  Sign: SignCommand,
};
