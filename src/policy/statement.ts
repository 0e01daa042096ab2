import { evaluateConditions } from "./conditions/evaluate.ts";
import { matchAction } from "./match.ts";
import { matchPrincipal, type PrincipalMatch, sparesPrincipal, unknownPrincipalType } from "./principal.ts";
import { matchResource } from "./resource-pattern.ts";
import type { AccessRequest, Statement } from "./types.ts";
import { listOf, someText } from "./values.ts";
import { expandPattern, type Reading } from "./variables.ts";

/** What a statement says to a request. */
type StatementVerdict =
  | { readonly applies: true; readonly match?: PrincipalMatch }
  | { readonly applies: false }
  /** Something in it cannot be judged. */
  | { readonly applies: "unknown"; readonly why: string };

/** What a statement is judged with. */
export interface Surroundings {
  readonly request: AccessRequest;
  /** The document is attached to a resource, so its statements name principals. */
  readonly onResource: boolean;
  /** Whether the principal has a permissions boundary. */
  readonly bounded: boolean;
}

const NO: StatementVerdict = { applies: false };
const unknown = (why: string): StatementVerdict => ({ applies: "unknown", why });

/** Whether a statement applies to a request, whatever its effect. */
export function judgeStatement(
  statement: Statement,
  surroundings: Surroundings,
  reading: Reading,
): StatementVerdict {
  const { request, onResource } = surroundings;
  const effect: string = statement.Effect;
  if (effect !== "Allow" && effect !== "Deny") return unknown(`unknown Effect "${effect}"`);
  const action = coversAction(statement, request.action);
  if (action !== true) return action === undefined ? unknown("neither Action nor NotAction") : NO;
  const principal = coversPrincipal(statement, surroundings);
  if (principal.applies !== true) return principal;
  const resource = coversResource(statement, onResource, request.resource, reading);
  if (resource !== true) return resource === false ? NO : unknown(resource);
  if (statement.Condition === undefined) return principal;
  const verdict = evaluateConditions(statement.Condition, reading);
  if (typeof verdict === "object") return unknown(verdict.unsupported);
  return verdict ? principal : NO;
}

/** Whether `Action` or `NotAction` covers an action; undefined where neither is there. */
export function coversAction({ Action, NotAction }: Statement, action: string): boolean | undefined {
  if (Action !== undefined) return someText(Action, (pattern) => matchAction(pattern, action));
  if (NotAction !== undefined) return !someText(NotAction, (pattern) => matchAction(pattern, action));
  return undefined;
}

/** Whether `Principal` or `NotPrincipal` covers the caller, and as what. */
export function coversPrincipal(
  { Principal, NotPrincipal, Effect }: Statement,
  { request, onResource, bounded }: Surroundings,
): StatementVerdict {
  const element = Principal ?? NotPrincipal;
  if (!onResource)
    return element === undefined ? { applies: true } : unknown("Principal in an identity policy");
  if (element === undefined) return unknown("neither Principal nor NotPrincipal");
  const type = unknownPrincipalType(element);
  if (type !== undefined) return unknown(`unknown principal type ${type}`);
  if (Principal !== undefined) {
    const match = matchPrincipal(Principal, request.principal);
    return match === undefined ? NO : { applies: true, match };
  }
  if (Effect === "Allow") return unknown("NotPrincipal with Allow, which AWS does not support");
  return sparesPrincipal(element, request.principal, bounded) ? NO : { applies: true };
}

/**
 * Whether `Resource` or `NotResource` covers a resource. A trust policy has neither: it is about the role that it
 * belongs to. A text says what cannot be judged.
 */
export function coversResource(
  { Resource, NotResource }: Statement,
  onResource: boolean,
  resource: string,
  reading: Reading,
): boolean | string {
  if (Resource !== undefined) return someText(Resource, (text) => matchResource(text, resource, reading));
  if (NotResource === undefined) return onResource || "neither Resource nor NotResource";
  const open = listOf(NotResource).find((text) => expandPattern(text, reading) === undefined);
  if (open !== undefined) return `NotResource "${open}" holds a variable without a value`;
  return !someText(NotResource, (text) => matchResource(text, resource, reading));
}
