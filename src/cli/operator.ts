import type { Aws, CredentialSource } from "../aws/aws.ts";
import { connectAws } from "../aws/connect.ts";
import { fixedKeys, loginCommand, resolveCredentials } from "../aws/credentials.ts";
import { renewingAws } from "../aws/renewing.ts";
import { type VendorError, vendorError } from "../core/errors.ts";
import { toKnownError } from "./failure.ts";
import { pressedEnter } from "./prompts/enter.ts";
import type { Session } from "./session.ts";
import { signedIn, signIn, signInAgain } from "./sign-in.ts";

/** AWS in the operator's name. */
export interface Connected {
  readonly aws: Aws;
  /** The same for a run, which has something to lose: a person is asked for new credentials where the old ones expire. */
  readonly attended: Aws;
  /** ARN of the operator. */
  readonly caller: string;
  /** The account that the operator is in. */
  readonly account: string;
}

/** What is known of the place in which the operator works. */
interface Place {
  /** `account`: absent where it is to be found out. */
  readonly config: { readonly account?: string; readonly region: string };
  readonly local?: { readonly url: string; readonly credentials: CredentialSource };
}

/** Who a session's credentials are, as STS says. */
interface Identity {
  readonly account: string;
  readonly arn: string;
}

/**
 * AWS in the operator's name, after AWS has told who that is. Close its `aws`.
 * @throws VendorError `wrongAccount`, `credentialsMissing`, … · AwsFailure
 */
export async function connectOperator(session: Session, place: Place): Promise<Connected> {
  const { host, tool, sink } = session;
  const { config, local } = place;
  const aws = connectAws({
    region: config.region,
    userAgent: tool,
    env: local === undefined ? host.env : { AWS_ENDPOINT_URL: local.url },
    credentials: await signedIn(session, () => credentialsOf(session, place)),
    clock: host.clock,
    random: host.random,
    sink,
    ...(host.network === undefined ? {} : { network: host.network }),
  });
  try {
    const { account: actual, arn: caller } = await identityOf(aws);
    if (config.account !== undefined && actual !== config.account)
      throw vendorError("wrongAccount", { configured: config.account, actual, caller });
    const again = () => sameAgain(session, place, aws, caller);
    return {
      aws: renewingAws(aws, again),
      attended: renewingAws(aws, () => (session.interactive ? asking(session, again) : again())),
      caller,
      account: actual,
    };
  } catch (error) {
    aws.close();
    throw error;
  }
}

async function credentialsOf({ host, options }: Session, { local }: Place): Promise<CredentialSource> {
  return local?.credentials ?? resolveCredentials({ env: host.env, ...profileOf(options) });
}

function profileOf({ profile }: Session["options"]): { readonly profile?: string } {
  return profile === undefined ? {} : { profile };
}

async function identityOf(aws: Aws): Promise<Identity> {
  const { output } = await aws.send("sts", "GetCallerIdentity", {});
  return { account: output.Account ?? "", arn: output.Arn ?? "" };
}

/**
 * Asks where the credentials came from for new ones, of the same principal.
 * @throws VendorError `credentialsExpired`, `credentialsFixed`, `credentialsOfAnother`, …
 */
async function sameAgain(
  session: Session,
  place: Place,
  aws: Aws,
  expected: string,
): Promise<CredentialSource> {
  const { host, options } = session;
  if (place.local === undefined && fixedKeys({ env: host.env, ...profileOf(options) }) !== undefined)
    throw vendorError("credentialsFixed", {
      variables: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
    });
  const source = await credentialsOf(session, place);
  const { arn: actual } = await identityOf(aws.as(source)).catch((thrown: unknown) => {
    throw stillExpired(toKnownError(thrown), options.profile ?? host.env.AWS_PROFILE);
  });
  if (principalOf(actual) !== principalOf(expected))
    throw vendorError("credentialsOfAnother", { expected, actual });
  return source;
}

function stillExpired(error: VendorError, profile: string | undefined): VendorError {
  return error.code === "CREDENTIALS_EXPIRED"
    ? vendorError("credentialsExpired", { login: loginCommand(profile) }, { cause: error })
    : error;
}

/** A role's sessions are one principal, whatever each is called: account, then role or user. */
function principalOf(arn: string): string {
  return arn.includes(":assumed-role/") ? arn.slice(0, arn.lastIndexOf("/")) : arn;
}

/** Asks a person to sign in again, until that helped. Where they stop instead, what was wrong last is thrown. */
async function asking(session: Session, again: () => Promise<CredentialSource>): Promise<CredentialSource> {
  for (;;) {
    try {
      return await again();
    } catch (thrown) {
      const error = toKnownError(thrown);
      if (!error.stops || error.code === "CREDENTIALS_FIXED") throw error;
      const command = signInAgain(session, thrown);
      const how =
        command === undefined
          ? `${error.hint} Do so in another window and press Enter to go on`
          : `Press Enter to run \`${command.join(" ")}\` and to go on`;
      const text = `${error.message} ${how}; Ctrl-C stops, and \`vendor resume\` goes on later.`;
      session.sink.emit({ type: "warning", text });
      if (!(await pressedEnter(session))) throw error;
      if (command !== undefined) await signIn(session, command);
    }
  }
}
