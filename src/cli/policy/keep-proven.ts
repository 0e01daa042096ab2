import type { Allowed } from "../../policy/prove/types.ts";
import { nameOf } from "../../policy/verdicts.ts";
import { type KeptProof, type KeptRequest, keepProof } from "../../store/proofs.ts";
import { toKnownError } from "../failure.ts";
import type { Session } from "../session.ts";
import type { Workplace } from "../workplace.ts";
import type { Proven } from "./proven.ts";

/** Who had it proven, and by which command. */
interface Asking {
  /** ARN of the operator. */
  readonly caller: string;
  readonly command: "policy prove" | "test";
}

/**
 * Keeps what a proof from the documents in force found, for `vendor report`. The proof stands whether or not it can be
 * kept: that it could not is a warning.
 */
export function keepProven(
  { tool, sink }: Session,
  { store }: Workplace,
  proven: Proven,
  asking: Asking,
): void {
  if (proven.partners.length === 0) return;
  try {
    keepProof(store, keptOf(proven, asking, tool));
  } catch (thrown) {
    const { message, hint } = toKnownError(thrown);
    sink.emit({
      type: "warning",
      text: `What was proven could not be kept, so that no report will show it: ${message} ${hint}`,
    });
  }
}

function keptOf(
  { proof, at, partners, focus, untold, unread, missing }: Proven,
  { caller, command }: Asking,
  tool: string,
): KeptProof {
  return {
    format: "vendor-proof/1",
    at: new Date(at).toISOString(),
    by: caller,
    tool,
    command,
    partners: [...partners],
    ...(focus === undefined ? {} : { focus: [...focus] }),
    untold: [...untold],
    unread: [...unread],
    missing: [...missing],
    overlaps: proof.overlaps.map(({ domain, what, one, other }) => ({
      domain,
      what,
      one: requestOf(one),
      other: "lookAlike" in other ? other : requestOf(other),
    })),
    more: proof.more,
    unproven: [...proof.unproven],
  };
}

function requestOf({ subject, request, encryptionContext, decision }: Allowed): KeptRequest {
  const { action, resource, context, principal } = request;
  return {
    partner: subject,
    action,
    resource,
    context: Object.fromEntries(
      Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
    ),
    ...(encryptionContext === undefined ? {} : { encryptionContext: { ...encryptionContext } }),
    as: nameOf(principal),
    why: decision.why,
  };
}
