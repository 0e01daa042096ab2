import { conditionsOn, principalsOf } from "./lint/finding.ts";
import type { PolicyDocument, Statement } from "./types.ts";

/** An OIDC identity provider that a trust policy names. */
export interface TrustedProvider {
  readonly arn: string;
  /** The issuer, without https://: what its condition keys begin with. */
  readonly issuer: string;
  /** The audiences that its tokens must be made for. */
  readonly audiences: readonly string[];
}

/** ARN of an OIDC identity provider, and its issuer. */
const OIDC_PROVIDER = /^arn:[\w-]+:iam::\d{12}:oidc-provider\/(.+)$/;

/** The OIDC identity providers that a statement trusts. */
export function providersOf(statement: Statement): readonly TrustedProvider[] {
  return principalsOf(statement, "Federated").flatMap((arn) => {
    const issuer = OIDC_PROVIDER.exec(arn)?.[1];
    return issuer === undefined ? [] : [{ arn, issuer, audiences: pinsOf(statement, `${issuer}:aud`) }];
  });
}

/** The OIDC identity providers by which somebody gets a role of this trust policy. */
export function trustedProviders({ Statement: statements }: PolicyDocument): readonly TrustedProvider[] {
  return statements.filter(({ Effect }) => Effect === "Allow").flatMap(providersOf);
}

/** What a statement takes for a claim. */
export function pinsOf(statement: Statement, key: string): readonly string[] {
  return conditionsOn(statement, key)
    .filter(({ operator }) => /^(ForAnyValue:)?String(Equals|Like)$/.test(operator))
    .flatMap(({ values }) => values);
}
