import { signInCommand } from "../aws/credentials.ts";
import { toKnownError } from "./failure.ts";
import { prompterOn } from "./prompts/prompter.ts";
import type { Session } from "./session.ts";

/**
 * Fetches credentials; where a sign-in through IAM Identity Center has run out, a person is asked whether it shall be
 * made again, and is led through it by the AWS CLI.
 * @throws VendorError what `fetch` throws, where nobody can be asked, says no, or it did not help
 */
export async function signedIn<T>(session: Session, fetch: () => Promise<T>): Promise<T> {
  try {
    return await fetch();
  } catch (thrown) {
    const command = signInAgain(session, thrown);
    if (command === undefined || !session.interactive || !(await wanted(session, command))) throw thrown;
    if (!(await signIn(session, command))) throw thrown;
    return fetch();
  }
}

/** The command that signs in again, where it was a sign-in through IAM Identity Center that has run out. */
export function signInAgain(
  { host, options }: Session,
  thrown: unknown,
): readonly [string, ...string[]] | undefined {
  const { code, cause } = toKnownError(thrown);
  const reason = cause instanceof Error ? cause.message : "";
  // The SDK's words for it: the session's token is expired, was not found, or is invalid.
  if (code !== "CREDENTIALS_EXPIRED" || !/\bsso\b/i.test(reason)) return undefined;
  return signInCommand(options.profile ?? host.env.AWS_PROFILE);
}

async function wanted(session: Session, command: readonly string[]): Promise<boolean> {
  const prompter = prompterOn(session, () => "the account");
  try {
    const message = `Your AWS sign-in has run out. Run \`${command.join(" ")}\` now?`;
    return await prompter.yesNo({ message, initial: true });
  } finally {
    prompter.close();
  }
}

/** Runs the AWS CLI in the person's terminal; what it prints goes where progress goes. @returns whether it ended well */
export async function signIn(
  { host, errStyle }: Session,
  [program, ...args]: readonly [string, ...string[]],
): Promise<boolean> {
  const { execa } = await import("execa");
  const ended = await execa(program, args, {
    cwd: host.cwd,
    env: { ...host.env },
    extendEnv: false,
    stdio: [0, 2, 2],
    reject: false,
  });
  if (ended.failed) host.stderr.write(`${errStyle.bad("✗")} ${ended.shortMessage}\n`);
  return !ended.failed;
}
