import { matchAction } from "../match.ts";
import type { Statement } from "../types.ts";
import { listOf } from "../values.ts";
import { HARMLESS_ACTIONS } from "./actions.ts";
import type { Law } from "./law.ts";
import { callersOf } from "./principals.ts";
import type { Prepared } from "./statement.ts";
import type { ProofSubject, Unproven } from "./types.ts";

/** What a partner is allowed and the proof says nothing about: named, so that it is never taken for disjoint. */
export function unmodelled({ name, principals }: ProofSubject, law: Law): readonly Unproven[] {
  const whys = principals.flatMap((principal) => [
    ...(principal.identity ?? []).flatMap(law.prepare).flatMap(unknownActions),
    ...callersOf(principal, law.sessionNames)
      .flatMap(law.allowing)
      .flatMap(({ prepared }) => unknownActions(prepared)),
  ]);
  return [...new Set(whys)].map((why) => ({ subject: name, why }));
}

function unknownActions({ statement, unlisted, document }: Prepared): readonly string[] {
  if (statement.Effect === "Deny") return [];
  const where = `${statement.Sid ?? "a statement without Sid"} of ${document}`;
  const patterns = unlisted.filter((pattern) => !isModelled(pattern));
  return [
    ...patterns.map(
      (pattern) => `${where} allows ${pattern}, which is not among the actions that are proven`,
    ),
    ...(exceptsActions(statement) ? [`${where} allows with NotAction: all other services as well`] : []),
  ];
}

/** A wildcard inside a service whose actions are all listed is covered action by action. */
function isModelled(pattern: string): boolean {
  if (HARMLESS_ACTIONS.some((action) => matchAction(action, pattern))) return true;
  return /^(s3|secretsmanager|kms):.*[*?]/i.test(pattern);
}

function exceptsActions({ NotAction }: Statement): boolean {
  return listOf(NotAction).length > 0;
}
