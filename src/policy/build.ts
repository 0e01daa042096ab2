import type { PolicyDocument, Statement } from "./types.ts";

/** A statement with the reason why it is needed: every permission has one. */
export type ReasonedStatement = Statement & { readonly Sid: string; readonly reason: string };

/** The document that AWS takes: the statements in their order, without their reasons. */
export function toDocument(statements: readonly ReasonedStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements.map(({ reason: _, ...statement }) => statement) };
}

/** Sid → reason, for plans, docs and the inventory. */
export function reasonsOf(statements: readonly ReasonedStatement[]): Readonly<Record<string, string>> {
  return Object.fromEntries(statements.map(({ Sid, reason }) => [Sid, reason]));
}
