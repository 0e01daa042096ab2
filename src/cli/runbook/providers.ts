import type { Aws } from "../../aws/aws.ts";
import { connectAws } from "../../aws/connect.ts";
import { AwsFailure } from "../../aws/failure.ts";
import { type TrustedProvider, trustedProviders } from "../../policy/oidc.ts";
import { type RenderRequest, renderRunbook } from "../../runbook/rendering.ts";
import type { Bench } from "./bench.ts";

/**
 * Makes the OIDC identity providers that a partner's roles trust, as the account has them that the AWS of a test stands for.
 * @throws VendorError `blueprintInvalid` · AwsFailure
 */
export async function makeProviders({ aws: local, session }: Bench, request: RenderRequest): Promise<void> {
  const { live } = renderRunbook(request);
  const documents = live.parts.items.flatMap(({ kind, props }) => kind.documents?.(props) ?? []);
  const trusted = documents.flatMap(({ kind, document }) =>
    kind === "trust" ? trustedProviders(document) : [],
  );
  if (trusted.length === 0) return;
  const { host, sink, tool } = session;
  const admin = connectAws({
    region: request.config.region,
    userAgent: tool,
    env: { AWS_ENDPOINT_URL: local.url },
    credentials: local.credentials("admin"),
    clock: host.clock,
    random: host.random,
    sink,
    ...(host.network === undefined ? {} : { network: host.network }),
  });
  try {
    for (const provider of trusted) await make(provider, admin);
  } finally {
    admin.close();
  }
}

async function make({ arn, issuer, audiences }: TrustedProvider, admin: Aws): Promise<void> {
  try {
    const Url = `https://${issuer}`;
    await admin.send("iam", "CreateOpenIDConnectProvider", { Url, ClientIDList: [...audiences] });
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.meaning !== "exists") throw error;
    for (const ClientID of audiences)
      await admin.send("iam", "AddClientIDToOpenIDConnectProvider", {
        OpenIDConnectProviderArn: arn,
        ClientID,
      });
  }
}
