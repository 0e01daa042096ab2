import { readdirSync, readFileSync } from "node:fs";
import type {
  AccessRequest,
  Decision,
  NamedPolicy,
  PolicyDocument,
  PolicySet,
  Principal,
  Statement,
} from "../../src/policy/types.ts";

type WrittenDocument = readonly Statement[] | PolicyDocument;

interface WrittenPolicies extends Pick<PolicySet, "resourcePolicy" | "grants" | "encryptionContext"> {
  readonly identity?: WrittenDocument;
  readonly boundary?: WrittenDocument;
  readonly session?: WrittenDocument;
  readonly resource?: WrittenDocument;
  readonly scps?: readonly WrittenDocument[];
  readonly rcps?: readonly WrittenDocument[];
}

/** A case as it is written in `cases/*.json`. */
export interface PolicyCase {
  readonly name: string;
  readonly reason: string;
  readonly request: AccessRequest;
  readonly policies: PolicySet;
  readonly expect: {
    readonly outcome: Decision["outcome"];
    readonly by?: Decision["by"];
    readonly sid?: string;
    readonly why?: string;
  };
}

interface WrittenCase extends Omit<PolicyCase, "request" | "policies"> {
  readonly request: Omit<AccessRequest, "principal" | "context"> & {
    readonly principal: string;
    readonly context?: AccessRequest["context"];
  };
  readonly policies: WrittenPolicies;
}

/** Principals of the cases, by name. */
export const PRINCIPALS: Readonly<Record<string, Principal>> = readJson("principals.json");

/** Every topic with its cases. */
export function readCases(): { readonly topic: string; readonly cases: readonly PolicyCase[] }[] {
  const files = readdirSync(new URL("cases/", import.meta.url)).filter((name) => name.endsWith(".json"));
  return files.map((file) => ({
    topic: file.replace(".json", ""),
    cases: readJson<WrittenCase[]>(`cases/${file}`).map(expandCase),
  }));
}

/** A document of the current version under a name. */
export function named(name: string, document: WrittenDocument): NamedPolicy {
  return {
    name,
    document: "Version" in document ? document : { Version: "2012-10-17", Statement: document },
  };
}

function expandCase({ request, policies, ...rest }: WrittenCase): PolicyCase {
  const principal = PRINCIPALS[request.principal];
  if (principal === undefined) throw new Error(`no principal is called ${request.principal}`);
  return { ...rest, request: { context: {}, ...request, principal }, policies: expandPolicies(policies) };
}

function expandPolicies(written: WrittenPolicies): PolicySet {
  const { identity, boundary, session, resource, scps, rcps, ...rest } = written;
  return {
    ...rest,
    ...(identity && { identity: [named("identity", identity)] }),
    ...(boundary && { boundary: named("boundary", boundary) }),
    ...(session && { session: [named("session", session)] }),
    ...(resource && { resource: named("resource", resource) }),
    ...(scps && { scps: scps.map((level) => [named("scp", level)]) }),
    ...(rcps && { rcps: rcps.map((level) => [named("rcp", level)]) }),
  };
}

/** A JSON file of this folder. */
export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}
