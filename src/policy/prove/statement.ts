import { matchAction, matchTokens, type Token, tokensOf } from "../match.ts";
import type { NamedPolicy, Statement } from "../types.ts";
import { listOf, statementsOf } from "../values.ts";
import { expandPattern, type Reading } from "../variables.ts";
import { KNOWN_ACTIONS } from "./actions.ts";
import { conditionLanguage, type Said, unknownVariables, widestPattern } from "./conditions.ts";
import type { Family } from "./families.ts";
import { ALL, and, behind, constant, type Language, NONE, not, or } from "./language.ts";

/** A statement with what it is part of, ready to be asked about many requests. */
export interface Prepared {
  readonly statement: Statement;
  readonly document: string;
  readonly version: string | undefined;
  /** Only a policy on a resource may leave out which. */
  readonly onResource: boolean;
  /** The statement as far as it says whose requests it is about: any action, any resource, no condition. */
  readonly who: Statement;
  /** The known actions that it covers, in lower case, and those that it names and nobody knows. */
  readonly actions: ReadonlySet<string>;
  readonly unlisted: readonly string[];
}

const KNOWN = new Map(KNOWN_ACTIONS.map((action) => [action.toLowerCase(), action]));

/** Prepares documents; statements with the same actions share what they cover. */
export function preparer(): (policy: NamedPolicy, onResource: boolean) => readonly Prepared[] {
  const covered = new Map<string, Pick<Prepared, "actions" | "unlisted">>();
  return ({ name, document }, onResource) =>
    statementsOf(document).map((statement) => {
      const { Action, NotAction, Effect, Principal, NotPrincipal } = statement;
      const key = JSON.stringify([Action, NotAction]);
      const known = covered.get(key) ?? coverage(statement);
      covered.set(key, known);
      const who: Statement = {
        Effect,
        Action: "*",
        Resource: "*",
        ...(Principal !== undefined && { Principal }),
        ...(NotPrincipal !== undefined && { NotPrincipal }),
      };
      return { statement, document: name, version: document.Version, onResource, who, ...known };
    });
}

function coverage({ Action, NotAction }: Statement): Pick<Prepared, "actions" | "unlisted"> {
  const patterns = listOf(Action ?? NotAction);
  const matches = (action: string) => patterns.some((pattern) => matchAction(pattern, action));
  const actions = [...KNOWN.keys()].filter((action) => matches(action) === (Action !== undefined));
  const unlisted = listOf(Action).filter((action) => !KNOWN.has(action.toLowerCase()));
  return { actions: new Set([...actions, ...unlisted.map((action) => action.toLowerCase())]), unlisted };
}

/** Whether what is open is taken as reaching further (an Allow) or as not (a Deny): the reach is never too small. */
export type Lean = "wide" | "narrow";

/**
 * For which texts of a family a statement applies, its action and principal aside.
 * @param remark told of everything that documents alone do not decide
 */
export function statementLanguage(
  { statement, document, version, onResource }: Prepared,
  family: Family,
  keys: Reading["keys"],
  lean: Lean,
  remark: (why: string) => void,
): Language {
  const reading: Reading = { version, keys };
  const depends = (why: string) =>
    remark(`${statement.Sid ?? "a statement without Sid"} of ${document} depends on ${why}`);
  const settle = (said: Said): Language => {
    if (said.is !== "open") return said;
    depends(said.why);
    return constant(lean === "wide");
  };
  const unfilled = [statement.Resource, statement.NotResource]
    .flatMap(listOf)
    .flatMap((text) => unknownVariables(text, reading))[0];
  if (unfilled !== undefined) depends(`the value of \${${unfilled}}`);
  const resource = settle(resourceLanguage(statement, family, reading, lean, onResource));
  if (resource.is === "none") return NONE;
  return and([resource, conditionLanguage(statement.Condition ?? {}, family, reading, settle)]);
}

function resourceLanguage(
  { Resource, NotResource }: Statement,
  family: Family,
  reading: Reading,
  lean: Lean,
  onResource: boolean,
): Said {
  const texts = listOf(Resource ?? NotResource);
  const filled = texts.every((text) => unknownVariables(text, reading).length === 0);
  if (NotResource !== undefined) {
    if (!filled) return constant(lean === "wide");
    return not(or(texts.map((text) => resourceText(text, family, reading))));
  }
  if (Resource === undefined) return onResource ? ALL : { is: "open", why: "a Resource, which it lacks" };
  if (filled) return or(texts.map((text) => resourceText(text, family, reading)));
  const read = texts.map((text) => {
    if (unknownVariables(text, reading).length === 0) return resourceText(text, family, reading);
    return lean === "wide" ? resourceTokens(widestPattern(text, reading), family) : NONE;
  });
  return or(read);
}

/** A pattern without variables whose literal beginning holds all of the head needs no automaton to cut it off. */
function resourceText(text: string, family: Family, reading: Reading): Language {
  const wildcard = text.search(/[*?$]/);
  const literal = wildcard < 0 ? text : text.slice(0, wildcard);
  if (literal.length < family.head.length) {
    if (!family.head.startsWith(literal) || wildcard < 0) return NONE;
    return resourceTokens(expandPattern(text, reading) ?? [], family);
  }
  if (!literal.startsWith(family.head)) return NONE;
  if (!text.includes("${")) return resourceRest(text, family);
  return resourceTokens(expandPattern(text, reading) ?? [], family);
}

/** What a text without variables, which begins with all of the head, says of the rest. */
function resourceRest(text: string, family: Family): Language {
  const rest = text.slice(family.head.length);
  if (family.inResource) return behind("", tokensOf(rest));
  return constant(matchTokens(tokensOf(rest), ""));
}

function resourceTokens(pattern: readonly Token[], family: Family): Language {
  return family.inResource ? behind(family.head, pattern) : constant(matchTokens(pattern, family.head));
}

/** Which resources of a family an attached policy is on. */
export function attachedLanguage(on: string, family: Family): Language {
  const literal = /^[^*?]*/.exec(on)?.[0] ?? "";
  if (literal.startsWith(family.head)) return resourceRest(on, family);
  return family.head.startsWith(literal) ? resourceTokens(tokensOf(on), family) : NONE;
}
