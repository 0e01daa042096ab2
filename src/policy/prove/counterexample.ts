import { evaluate } from "../evaluate.ts";
import { matchTokens, tokensOf } from "../match.ts";
import type { AccessRequest, Context, NamedPolicy, PolicySet, Principal, Statement } from "../types.ts";
import { listOf, statementsOf } from "../values.ts";
import { callersOf, type SessionNames } from "./principals.ts";
import { contains, type Term } from "./terms.ts";
import type { Allowed, ProofInput } from "./types.ts";

/** A request made from a term, and whether the evaluator agrees that it is allowed. */
export type Trial =
  | { readonly confirmed: true; readonly allowed: Allowed }
  | { readonly confirmed: false; readonly why: string };

/** Builds requests from terms and asks the evaluator about them. */
export interface Court {
  /** The request of `term` that reaches `text`. */
  try(term: Term, text: string): Trial;
}

/** What the account of a partner is taken to allow: nobody on this side can see it. */
const ALLOWS_ALL: NamedPolicy = {
  name: "the other account's own policies, taken to allow everything",
  document: {
    Version: "2012-10-17",
    Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }],
  },
};

/** A request is made over TLS unless something says otherwise. */
export const USUAL: Context = { "aws:SecureTransport": "true" };

/** @param input the documents that the proof is made from */
export function courtOf(input: ProofInput, sessionNames: SessionNames): Court {
  return {
    try: (term, text) => {
      const asked = requestsOf(input, sessionNames, term, shortest(term, text));
      let why = "";
      for (const { request, policies } of asked) {
        for (const context of [request.context, { ...guesses(policies, request), ...request.context }]) {
          const tried = { ...request, context };
          const decision = evaluate(tried, policies);
          const { encryptionContext } = policies;
          if (decision.allowed) {
            const allowed = { subject: term.subject, request: tried, decision };
            return {
              confirmed: true,
              allowed: encryptionContext === undefined ? allowed : { ...allowed, encryptionContext },
            };
          }
          why ||= decision.why;
        }
      }
      return { confirmed: false, why: [...new Set([...term.remarks, why])].join("; ") };
    },
  };
}

/** A list's prefix is the shortest beginning of the text that may be listed. */
function shortest({ family, language }: Term, text: string): string {
  if (!family.prefix) return text;
  const beginnings = Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end));
  return beginnings.find((beginning) => contains(language, beginning)) ?? text;
}

function requestsOf(
  input: ProofInput,
  sessionNames: SessionNames,
  { principal, family, action }: Term,
  text: string,
): readonly { readonly request: AccessRequest; readonly policies: PolicySet }[] {
  const { estate, attached, grants } = input;
  const resource = family.inResource ? family.head + text : family.head;
  const { encryption, alongside = {}, inKey } = family;
  const encryptionContext = encryption && { ...alongside, [encryption.name]: encryption.head + text };
  const on = attached.filter((policy) => matchTokens(tokensOf(policy.on), resource));
  const policies: PolicySet = {
    identity: principal.identity ?? [ALLOWS_ALL],
    ...(principal.boundary && { boundary: principal.boundary }),
    ...merged(on.map(({ policy }) => policy)),
    resourcePolicy: family.resourcePolicy,
    grants,
    ...(encryptionContext && { encryptionContext }),
  };
  const { "kms:EncryptionContextKeys": _derived, ...context } = family.context;
  const chosen = inKey !== undefined && encryption === undefined ? { [inKey.key]: inKey.head + text } : {};
  return callersOf(principal, sessionNames).map((caller: Principal) => ({
    request: {
      principal: caller,
      action,
      resource,
      resourceAccount: estate.account,
      context: { ...USUAL, ...context, ...chosen },
    },
    policies,
  }));
}

/** The policy that is on a resource, put together where it was given in parts. */
export function merged(policies: readonly NamedPolicy[]): Pick<PolicySet, "resource"> {
  const [first, ...rest] = policies;
  if (first === undefined) return {};
  if (rest.length === 0) return { resource: first };
  const statements: readonly Statement[] = policies.flatMap(({ document }) => statementsOf(document));
  return { resource: { name: first.name, document: { ...first.document, Statement: statements } } };
}

/** Values for condition keys that the caller may choose: the first that an Allow asks for, wildcards filled in. */
function guesses(policies: PolicySet, { context }: AccessRequest): Context {
  const documents = [...(policies.identity ?? []), ...(policies.resource ? [policies.resource] : [])];
  const wanted: Record<string, string> = {};
  for (const { Effect, Condition = {} } of documents.flatMap(({ document }) => statementsOf(document))) {
    if (Effect !== "Allow") continue;
    for (const [operator, block] of Object.entries(Condition)) {
      if (/Not|Null|Date|Numeric/.test(operator)) continue;
      for (const [key, values] of Object.entries(block)) {
        const value = listOf(values)[0];
        if (value !== undefined && isOpen(key, context)) wanted[key] ??= plain(operator, value);
      }
    }
  }
  return wanted;
}

/** Keys that say what is asked are never guessed: a guess would ask something else. */
function isOpen(key: string, context: Context): boolean {
  const name = key.toLowerCase();
  if (/^(s3:prefix|kms:|aws:principal|aws:userid)/.test(name)) return false;
  return !Object.keys(context).some((given) => given.toLowerCase() === name);
}

function plain(operator: string, value: string): string {
  if (operator.includes("IpAddress")) return value.split("/")[0] ?? value;
  return value.replaceAll("*", "").replaceAll("?", "x");
}
