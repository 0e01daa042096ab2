import { type Problem, vendorError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ReasonedStatement } from "../policy/build.ts";
import { statementsOf } from "../resources/document.ts";
import { reasonedStatements } from "../resources/schema.ts";
import { prune } from "./condition.ts";
import { factsOf, fillPart, type ResolveRequest } from "./resolve.ts";
import type { Runbook } from "./runbooks.ts";
import { templateValues } from "./values.ts";
import { problemAt } from "./yaml-file.ts";

/** What a partner is told of its side. There is no secret in it. */
export interface Handover {
  /** Names and values that it works with. */
  readonly facts: JsonObject;
  /** What it must attach to its own role; empty where nothing is needed on its side. */
  readonly attach: readonly ReasonedStatement[];
}

/**
 * What a runbook says that a partner is told, filled in. Nothing is read: resources' outputs have no place in it.
 * @throws VendorError `blueprintInvalid` with every problem and its line
 */
export function resolveHandover(runbook: Runbook, request: ResolveRequest): Handover {
  const problems: Problem[] = [];
  const values = templateValues(request);
  const { facts = {}, attach = [] } = runbook.document.handover ?? {};
  const pruned = prune({ facts, attach } as unknown as Json, factsOf(request)) ?? {};
  const filled = fillPart(runbook, ["handover"], pruned, values, problems);
  const statements = filled.attach as readonly Json[] | undefined;
  const parsed =
    statements === undefined || statements.length === 0
      ? undefined
      : reasonedStatements.safeParse(statements);
  for (const issue of parsed?.error?.issues ?? [])
    problems.push(problemAt(runbook.yaml, ["handover", "attach", ...issue.path], issue.message));
  if (problems.length > 0) throw vendorError("blueprintInvalid", { runbook: runbook.name }, { problems });
  return { facts: (filled.facts ?? {}) as JsonObject, attach: statementsOf(parsed?.data ?? []) };
}
