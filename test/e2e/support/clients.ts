import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { STSClient } from "@aws-sdk/client-sts";
import { TransferClient } from "@aws-sdk/client-transfer";

/** Credentials as the SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Unmodified SDK clients: nothing of ours stands between a test and AWS. */
export type Clients = ReturnType<typeof clientsOf>;

/** Clients of one principal. */
export function clientsOf(endpoint: string, credentials: Keys) {
  const config = { endpoint, region: "eu-central-1", credentials, maxAttempts: 2 };
  const clients = {
    iam: new IAMClient(config),
    sts: new STSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    kms: new KMSClient(config),
    secrets: new SecretsManagerClient(config),
    transfer: new TransferClient(config),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
