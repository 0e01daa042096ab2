import { logFile } from "../audit/log.ts";
import type { Signature } from "../audit/signature.ts";
import type { Aws } from "../aws/aws.ts";
import { toKnownError } from "./failure.ts";
import { placeFlags } from "./flags.ts";
import type { Session } from "./session.ts";
import { signHead } from "./sign-head.ts";
import type { Workplace } from "./workplace.ts";

/**
 * Has the head of the log signed, where a key is configured. A signature that can't be had takes nothing from what is
 * done: the next run signs, or `vendor audit sign`.
 */
export async function signIfConfigured(
  session: Session,
  { config }: Pick<Workplace, "config">,
  aws: Aws,
): Promise<Signature | undefined> {
  const { store, signWith } = config.audit;
  if (signWith === undefined) return undefined;
  try {
    return await signHead({ log: logFile(store), signWith, aws, effects: session.host });
  } catch (thrown) {
    sayUnsigned(session, `The audit record is written, and not signed yet. ${toKnownError(thrown).message}`);
    return undefined;
  }
}

/** Says that a signature is missing, and what makes up for it. */
export function sayUnsigned({ sink, options }: Session, text: string): void {
  const later = `\`vendor audit sign${placeFlags(options)}\` or the next run signs it.`;
  sink.emit({ type: "warning", text: `${text} ${later}` });
}
