import { jsonService } from "../../protocols/json.ts";
import type { Service } from "../../service.ts";
import { aliasOperations } from "./alias-operations.ts";
import { cryptoOperations } from "./crypto-operations.ts";
import { dataKeyOperations } from "./data-key-operations.ts";
import { grantOperations } from "./grant-operations.ts";
import { keyOperations } from "./key-operations.ts";
import { policyOperations } from "./policy-operations.ts";
import { signOperations } from "./sign-operations.ts";
import { tagOperations } from "./tag-operations.ts";

/** Operations of KMS that the local AWS does not have. */
const LEFT_OUT = [
  "ConnectCustomKeyStore",
  "CreateCustomKeyStore",
  "DeleteCustomKeyStore",
  "DeleteImportedKeyMaterial",
  "DeriveSharedSecret",
  "DescribeCustomKeyStores",
  "DisconnectCustomKeyStore",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateMac",
  "GetKeyLastUsage",
  "GetParametersForImport",
  "ImportKeyMaterial",
  "ListKeyRotations",
  "ReplicateKey",
  "RotateKeyOnDemand",
  "UpdateCustomKeyStore",
  "UpdatePrimaryRegion",
  "VerifyMac",
];

/** KMS of the local AWS: symmetric keys and keys that sign, key policies and grants that count. */
export function kmsService(): Service {
  return jsonService({
    signingName: "kms",
    targetPrefix: "TrentService",
    jsonVersion: "1.1",
    operations: {
      ...keyOperations,
      ...aliasOperations,
      ...policyOperations,
      ...tagOperations,
      ...cryptoOperations,
      ...dataKeyOperations,
      ...signOperations,
      ...grantOperations,
    },
    leftOut: LEFT_OUT,
  });
}
