import type { Neighbours } from "../plan/isolation.ts";
import type { Config } from "./types.ts";

/**
 * What is to be said where the sandbox account's role is a partner's own as well: the access tests of others then count
 * as outside who is let in.
 */
export function standInWarnings(
  { sandboxAccount }: Pick<Config, "sandboxAccount">,
  { partners }: Pick<Neighbours, "partners">,
): readonly string[] {
  const standIn = sandboxAccount?.roleArn;
  return partners.flatMap(({ subject: { name, principals } }) =>
    principals.some(({ arn }) => arn === standIn)
      ? [
          `${name} comes as ${standIn}, which is the sandbox account's role as well: what ${name} may do, such as using the key, fails the access tests of other partners. Name another role as sandboxAccount, or give ${name} one of its own.`,
        ]
      : [],
  );
}
