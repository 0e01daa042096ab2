import type { Aws } from "../../aws/aws.ts";
import { AwsFailure } from "../../aws/failure.ts";
import { deniedAction } from "../../aws/report.ts";
import { shellWord } from "../../core/shell-word.ts";
import { type TrustedProvider, trustedProviders } from "../../policy/oidc.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import type { Footing } from "../kind.ts";
import { ifFound } from "../read.ts";

/**
 * Looks up the OIDC identity providers that a role's trust policy names. IAM takes a policy whose provider does not exist, or does
 * not know the audience: STS then refuses every token.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * @throws AwsFailure
 */
export async function providersFooting(role: string, trust: PolicyDocument, aws: Aws): Promise<Footing> {
  const found = await Promise.all(trustedProviders(trust).map((provider) => look(role, provider, aws)));
  return {
    missing: found.flatMap(({ missing }) => missing),
    notices: found.flatMap(({ notices }) => notices),
  };
}

async function look(role: string, { arn, issuer, audiences }: TrustedProvider, aws: Aws): Promise<Footing> {
  // What stands for several is for the linter to say.
  const exact = audiences.filter((audience) => !/[*?]/.test(audience));
  try {
    const provider = await ifFound(
      aws.send("iam", "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }),
    );
    if (provider === undefined) return { missing: [noProvider(role, issuer, exact)], notices: [] };
    const known = provider.ClientIDList ?? [];
    const missing = exact
      .filter((audience) => !known.includes(audience))
      .map((audience) => unknownAudience(arn, issuer, audience, known));
    return { missing, notices: [] };
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.meaning !== "denied") throw error;
    const notice = `Whether there is an OIDC identity provider for ${issuer} could not be checked: you lack ${deniedAction(error)}.`;
    return { missing: [], notices: [notice] };
  }
}

function noProvider(role: string, issuer: string, audiences: readonly string[]) {
  const ids = audiences.length === 0 ? "" : ` --client-id-list ${audiences.map(shellWord).join(" ")}`;
  return {
    message: `There is no OIDC identity provider for ${issuer} in this account, so none of its tokens gets anybody the role ${role}.`,
    hint: `Correct the issuer, or have the provider made:\naws iam create-open-id-connect-provider --url ${shellWord(`https://${issuer}`)}${ids}`,
  };
}

function unknownAudience(arn: string, issuer: string, audience: string, known: readonly string[]) {
  const takes = known.length === 0 ? "none" : known.join(", ");
  return {
    message: `The OIDC identity provider for ${issuer} takes no tokens for the audience ${audience}, but: ${takes}.`,
    hint: `Correct the audience, or have it added:\naws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${shellWord(audience)}`,
  };
}
