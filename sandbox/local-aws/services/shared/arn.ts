/** Source of the characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ROLE = /^arn:aws:iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/;
const POLICY = /^arn:aws:iam::(\d{12}|aws):policy\/(?:[\x21-\x7e]+\/)?[\w+=,.@-]{1,128}$/;

/** Account and name of the role that an ARN names; `undefined` for whatever is no role's ARN. */
export function parseRoleArn(arn: string): { readonly account: string; readonly name: string } | undefined {
  const [, account, name] = ROLE.exec(arn) ?? [];
  return account === undefined || name === undefined ? undefined : { account, name };
}

/** Account (`aws` for AWS's own) of the managed policy that an ARN names; `undefined` for whatever is none's ARN. */
export function policyAccount(arn: string): string | undefined {
  return POLICY.exec(arn)?.[1];
}
