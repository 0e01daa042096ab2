import type { AccessRequest } from "../types.ts";
import { nameOf } from "../verdicts.ts";
import type { Allowed } from "./types.ts";

/** What of a request its text tells. */
export interface Asked extends Pick<Allowed, "encryptionContext"> {
  readonly request: Pick<AccessRequest, "action" | "resource" | "context">;
}

/** A request in one line: who, what, on which resource, with which context. */
export function requestText(allowed: Allowed): string {
  return `${askedText(allowed)} as ${nameOf(allowed.request.principal)}`;
}

/** What a request asks for, without who asks. */
export function askedText({ request, encryptionContext = {} }: Asked): string {
  const { action, resource, context } = request;
  const pairs = [
    ...Object.entries(context).filter(([key]) => key !== "aws:SecureTransport"),
    ...Object.entries(encryptionContext).map(
      ([name, value]) => [`encryption context ${name}`, value] as const,
    ),
  ].map(([key, value]) => `${key}="${[value].flat().join(", ")}"`);
  const where = pairs.length === 0 ? "" : ` with ${pairs.join(", ")}`;
  return `${action} on ${resource}${where}`;
}
