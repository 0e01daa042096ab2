import { parsePrincipal } from "../principal-text.ts";
import type { AccessRequest, Decision, NamedPolicy, PolicyDocument, PolicySet, Principal } from "../types.ts";
import { statementsOf } from "../values.ts";
import type { Principals, WrittenCase, WrittenDocument } from "./schema.ts";

/** A case ready to be judged. */
export interface PolicyCase {
  readonly name: string;
  readonly reason: string;
  readonly request: AccessRequest;
  readonly policies: PolicySet;
  readonly expected: {
    readonly outcome: Decision["outcome"];
    readonly by?: Decision["by"];
    readonly sid?: string;
    readonly why?: string;
    /** A part of what was missing, for an implicit deny. */
    readonly unmet?: string;
  };
}

/** 1-based line of what is at `path` inside a case. */
export type LineOf = (path: readonly (string | number)[]) => number;

/**
 * A written case with its principal looked up and its documents in full.
 * @param principal what `request.principal` means
 * @param lineOf where each statement stands, where the case comes from a file
 */
export function expandCase(written: WrittenCase, principal: Principal, lineOf?: LineOf): PolicyCase {
  const { request, policies, ...rest } = written;
  const asked = { context: {}, ...request, principal };
  return { ...rest, request: asked, policies: expandPolicies(policies, lineOf) } as PolicyCase;
}

function expandPolicies(written: WrittenCase["policies"], lineOf: LineOf | undefined): PolicySet {
  const { identity, boundary, session, resource, scps, rcps, ...rest } = written;
  const one = (kind: string, document: WrittenDocument) =>
    namedDocument(kind, document, ["policies", kind], lineOf);
  const level = (kind: "scps" | "rcps") => (document: WrittenDocument, index: number) => [
    namedDocument(`${kind.slice(0, -1)} ${index + 1}`, document, ["policies", kind, index], lineOf),
  ];
  return {
    ...(rest as Pick<PolicySet, "grants" | "encryptionContext" | "resourcePolicy">),
    ...(identity && { identity: [one("identity", identity)] }),
    ...(boundary && { boundary: one("boundary", boundary) }),
    ...(session && { session: [one("session", session)] }),
    ...(resource && { resource: one("resource", resource) }),
    ...(scps && { scps: scps.map(level("scps")) }),
    ...(rcps && { rcps: rcps.map(level("rcps")) }),
  };
}

function namedDocument(
  name: string,
  written: WrittenDocument,
  path: readonly (string | number)[],
  lineOf: LineOf | undefined,
): NamedPolicy {
  const list = Array.isArray(written);
  const document = (list ? { Version: "2012-10-17", Statement: written } : written) as PolicyDocument;
  if (lineOf === undefined) return { name, document };
  const at = list ? path : [...path, "Statement"];
  return { name, document, lines: statementsOf(document).map((_, index) => lineOf([...at, index])) };
}

/** The principal that a case names: out of `principals`, as a text for {@link parsePrincipal}, or written in full. */
export function principalOf(
  written: WrittenCase["request"]["principal"],
  principals: Principals,
): Principal | undefined {
  if (typeof written !== "string") return written;
  return Object.hasOwn(principals, written) ? principals[written] : parsePrincipal(written);
}
