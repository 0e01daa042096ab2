import type { PolicyDocument, Statement } from "./types.ts";
import { listOf, statementsOf } from "./values.ts";

/**
 * Puts own statements into a document that is shared with others. Statements of others keep their order and their
 * exact content, as do the document's other members. An own statement takes the place of the one with its Sid, or
 * comes last.
 *
 * @param current the document as it is now; undefined where there is none
 * @param own the wanted statements, each with a Sid out of `ownSids`
 * @param ownSids every Sid that is ours: those that are not wanted any more are removed
 * @returns undefined where no statement is left
 */
export function mergeStatements(
  current: PolicyDocument | undefined,
  own: readonly Statement[],
  ownSids: readonly string[],
): PolicyDocument | undefined {
  const wanted = new Map(own.map((statement) => [statement.Sid, statement]));
  const kept = current === undefined ? [] : statementsOf(current);
  const merged = kept.flatMap((statement) => {
    const replacement = statement.Sid === undefined ? undefined : wanted.get(statement.Sid);
    if (replacement !== undefined) return wanted.delete(statement.Sid) ? [replacement] : [];
    return isOwn(statement, ownSids) ? [] : [statement];
  });
  const statements = [...merged, ...wanted.values()];
  if (statements.length === 0) return undefined;
  return { ...(current ?? { Version: "2012-10-17" }), Statement: statements };
}

/** Takes the statements with these Sids out of a document; undefined where none is left. */
export function removeStatements(
  document: PolicyDocument | undefined,
  sids: readonly string[],
): PolicyDocument | undefined {
  return mergeStatements(document, [], sids);
}

/** A statement that names somebody who is gone. */
export interface DeadStatement {
  /** Its Sid, or where it stands in the document: `statement 3`. */
  readonly name: string;
  readonly sid?: string;
  /** The unique ids. */
  readonly principals: readonly string[];
}

/**
 * The statements of a read-back document that name unique ids (`AROA…`, `AIDA…`) as principals: AWS shows an id instead
 * of the ARN once the role or user is gone, and then refuses to store the document again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export function deadStatements(document: PolicyDocument): readonly DeadStatement[] {
  return statementsOf(document).flatMap(({ Sid, Principal, NotPrincipal }, index) => {
    const names = [Principal, NotPrincipal].flatMap((element) =>
      element === undefined || element === "*" ? [] : listOf(element.AWS),
    );
    const principals = [...new Set(names.filter((name) => /^A(ROA|IDA)[A-Z0-9]+$/.test(name)))];
    if (principals.length === 0) return [];
    const name = Sid ?? `statement ${index + 1}`;
    return [{ name, ...(Sid === undefined ? {} : { sid: Sid }), principals }];
  });
}

function isOwn({ Sid }: Statement, ownSids: readonly string[]): boolean {
  return Sid !== undefined && ownSids.includes(Sid);
}
