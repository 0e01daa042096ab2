import { lintPolicy } from "../policy/lint.ts";
import type { Item } from "../resources/item.ts";

/**
 * What the linter finds in the documents that are about to be sent, in words. It warns and does not stop a run: what a
 * document really lets in is for the access test to say.
 */
export function lintWarnings(items: readonly Item[], account: string): readonly string[] {
  return items.flatMap(({ kind, props }) =>
    (kind.documents?.(props) ?? []).flatMap(({ name, kind: documentKind, document }) =>
      lintPolicy(document, documentKind, { account }).map(
        ({ rule, statement, message }) =>
          `${name}${statement?.sid === undefined ? "" : `, ${statement.sid}`}: ${message} (${rule})`,
      ),
    ),
  );
}
