import type { PolicyDocument } from "../../../../src/policy/types.ts";
import type { DocumentKind } from "../../../../src/policy/validate.ts";
import { AwsFault } from "../../fault.ts";
import { parsePolicy } from "../shared/policy-text.ts";

/** The code by which IAM and STS refuse a document. */
export const MALFORMED = "MalformedPolicyDocument";

/**
 * Reads a document that came as text, of the older version where it names none.
 * @throws AwsFault MalformedPolicyDocument
 */
export function readDocument(text: string, kind: DocumentKind): PolicyDocument {
  const document = parsePolicy(text, kind, (message) => new AwsFault(MALFORMED, 400, message));
  return { ...document, Version: document.Version ?? "2008-10-17" };
}

/** Length as IAM counts it: without white space. */
export function countedLength(document: PolicyDocument | string): number {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return text.replace(/\s/g, "").length;
}

/** A document as IAM returns it: JSON, percent-encoded by RFC 3986. */
export function encodedDocument(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
