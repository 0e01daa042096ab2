import { canonicalJson } from "../core/canonical.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ReasonedStatement } from "../policy/build.ts";
import { normalisePolicy } from "../policy/normalise.ts";
import type { PolicyDocument } from "../policy/types.ts";
import type { StatementProps } from "./schema.ts";

/** Statements of a runbook as the policy builders take them. */
export function statementsOf(props: readonly StatementProps[]): readonly ReasonedStatement[] {
  return props as readonly ReasonedStatement[];
}

/**
 * A document as a part of a resource's state: Sid → statement in normal form, so that a difference names the
 * statement that it is in. A statement without a Sid is known by its place.
 */
export function documentState(document: PolicyDocument): JsonObject {
  const { Statement } = normalisePolicy(document);
  return Object.fromEntries(
    Statement.map((statement, index) => [statement.Sid ?? `#${index + 1}`, statement]),
  );
}

/** A policy document from its text. IAM percent-encodes its documents; the other services send them plain. */
export function parseDocument(text: string): PolicyDocument {
  const json = text.startsWith("%") ? decodeURIComponent(text) : text;
  return JSON.parse(json) as PolicyDocument;
}

/** Whether two parts of a state say different things. */
export function differs(live: Json | undefined, desired: Json | undefined): boolean {
  if (live === undefined || desired === undefined) return live !== desired;
  return canonicalJson(live) !== canonicalJson(desired);
}
