import { VendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Neighbours } from "../plan/isolation.ts";
import { documentsOf, type SubjectDocuments } from "../plan/reach.ts";
import { lookAlikesOf } from "../policy/prove/lookalikes.ts";
import { completeInputs } from "./inputs.ts";
import { offlineBase } from "./offline.ts";
import { type ResolveRequest, resourceResolver } from "./resources.ts";
import type { Runbook } from "./runbooks.ts";
import type { Config } from "./types.ts";

/** Another partner as it is recorded; `why`: its runbook could not be loaded. */
export type Neighbour =
  | { readonly partner: string; readonly runbook: Runbook; readonly inputs: JsonObject }
  | { readonly partner: string; readonly why: string };

/**
 * The documents of other partners as their runbooks resolve them, and the slices that `subjects` could be confused
 * with. Nothing is read from AWS.
 */
export function neighboursOf(
  config: Config,
  others: readonly Neighbour[],
  subjects: readonly string[],
): Neighbours {
  const resolvers = new Map<Runbook, Resolver>();
  const resolverOf = (runbook: Runbook): Resolver => {
    const known = resolvers.get(runbook) ?? resourceResolver(runbook);
    resolvers.set(runbook, known);
    return known;
  };
  const told = others.map((other) => documentsOrWhy(config, other, resolverOf));
  return {
    partners: told.flatMap((one) => ("subject" in one ? [one] : [])),
    unknown: told.flatMap((one) => ("why" in one ? [one] : [])),
    lookAlikes: subjects.flatMap((subject) => lookAlikesOf(subject, (name) => sliceOf(config, name))),
    base: config,
  };
}

type Resolver = ReturnType<typeof resourceResolver>;

function documentsOrWhy(
  config: Config,
  neighbour: Neighbour,
  resolverOf: (runbook: Runbook) => Resolver,
): SubjectDocuments | { readonly partner: string; readonly why: string } {
  if ("why" in neighbour) return neighbour;
  const { partner, runbook } = neighbour;
  const base = offlineBase(config);
  try {
    const inputs = completeInputs(runbook.inputs, neighbour.inputs);
    const request: ResolveRequest = {
      config,
      subject: partner,
      rehearsal: false,
      standIn: false,
      inputs,
      base,
    };
    const resources = resolverOf(runbook)(request);
    const { account, region } = config;
    return documentsOf({ subject: partner, resources }, { partition: base.partition, account, region });
  } catch (error) {
    if (error instanceof VendorError) return { partner, why: error.message };
    throw error;
  }
}

function sliceOf({ naming }: Config, name: string) {
  return {
    prefix: naming.prefix.replaceAll("${partner}", name),
    secret: naming.secret.replaceAll("${partner}", name).replaceAll("${purpose}", "connection"),
  };
}
