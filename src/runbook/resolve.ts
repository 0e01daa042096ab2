import { CONTROL_IDS, catalogue } from "../access/catalogue/index.ts";
import { targetsSchema } from "../access/catalogue/targets.ts";
import { type Problem, vendorError } from "../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import type { ActorSpec, Probe } from "../core/probe.ts";
import { type Blueprint, type BlueprintResource, TEST_KEY } from "../plan/types.ts";
import { kinds } from "../resources/registry.ts";
import { lacks } from "./base-needs.ts";
import { type Facts, prune } from "./condition.ts";
import { checkHandover, type Handover } from "./handover.ts";
import { checkResources, factsOf, fillPart, type ResolveRequest, resourcesOf } from "./resources.ts";
import type { Runbook } from "./runbooks.ts";
import { checkServers, type PinnedAt } from "./servers.ts";
import { fillerOf } from "./template.ts";
import { templateValues } from "./values.ts";
import { problemAt, type YamlFile } from "./yaml-file.ts";

/**
 * Fills a runbook in for one subject: what does not apply is dropped, templates are resolved as far as they can be
 * before a run, every resource is checked by its kind.
 * @throws VendorError `blueprintInvalid` with every problem and its line
 */
export function resolveBlueprint(runbook: Runbook, request: ResolveRequest): Blueprint {
  const facts = factsOf(request);
  const values = templateValues(request);
  const problems: Problem[] = [];
  const part = (name: "resources" | "access" | "handover" | "servers"): JsonObject =>
    fillPart(runbook, fillerOf(prune(runbook.document[name] as Json, facts) ?? {}, [name]), values, problems);
  const resources = resourcesOf(runbook, part("resources"), problems);
  checkResources(runbook, resources, problems);
  const access = part("access");
  checkHandover(runbook.yaml, part("handover"), problems);
  checkServers(runbook.yaml, part("servers"), problems);
  checkPush(runbook, facts, resources, problems);
  if (problems.length > 0) throw vendorError("blueprintInvalid", { runbook: runbook.name }, { problems });
  const actors = actorsOf(runbook, access, request);
  const probes = probesOf(runbook, access, actors, problems);
  const gates = pick(runbook, "gates", access, { probes, actors }, problems);
  const death = pick(runbook, "death", access, { probes, actors }, problems);
  if (problems.length > 0) throw vendorError("blueprintInvalid", { runbook: runbook.name }, { problems });
  return { subject: request.subject, resources, actors, probes, gates, death };
}

/** What `push` names must be there, and a folder. */
function checkPush(
  runbook: Runbook,
  facts: Facts,
  resources: readonly BlueprintResource[],
  problems: Problem[],
): void {
  const named = prune((runbook.document.push ?? null) as Json, facts) ?? null;
  if (named === null) return;
  const found = resources.find(({ id }) => id === named);
  if (found !== undefined && kinds.get(found.kind)?.folder !== undefined) return;
  const folders = resources.filter(({ kind }) => kinds.get(kind)?.folder !== undefined).map(({ id }) => id);
  const message = `There is no folder "${String(named)}" among the resources.`;
  problems.push(problemAt(runbook.yaml, ["push"], message, `Folders: ${folders.join(", ")}.`));
}

/**
 * What a partner is told of its ways in, by the runbook; may hold `${resources.ID.OUTPUT}`.
 * @throws VendorError `blueprintInvalid` with every problem and its line
 */
export function resolveHandover(runbook: Runbook, request: ResolveRequest): Handover {
  return resolvePart(runbook, request, "handover", checkHandover);
}

/**
 * The partner's own servers, by the runbook, and the host keys that they must present.
 * @throws VendorError `blueprintInvalid` with every problem and its line
 */
export function resolveServers(runbook: Runbook, request: ResolveRequest): readonly PinnedAt[] {
  return resolvePart(runbook, request, "servers", checkServers);
}

function resolvePart<T>(
  runbook: Runbook,
  request: ResolveRequest,
  name: "handover" | "servers",
  check: (yaml: YamlFile, filled: Json, problems: Problem[]) => T,
): T {
  const problems: Problem[] = [];
  const pruned = prune(runbook.document[name] as Json, factsOf(request)) ?? {};
  const filled = fillPart(runbook, fillerOf(pruned, [name]), templateValues(request), problems);
  const checked = check(runbook.yaml, filled, problems);
  if (problems.length > 0) throw vendorError("blueprintInvalid", { runbook: runbook.name }, { problems });
  return checked;
}

const WITHOUT_SANDBOX: ReadonlySet<string> = new Set(["sftp", "documents"]);

type Actors = Readonly<Record<string, ActorSpec>>;

interface Found {
  readonly probes: readonly Probe[];
  readonly actors: Actors;
}

/**
 * Actors as declared, with what only the base knows: where the SFTP server is and which host keys it has. Without a
 * sandbox account there is nobody but SFTP clients and who reads documents.
 */
function actorsOf(runbook: Runbook, access: JsonObject, { base, config }: ResolveRequest): Actors {
  const declared = Object.entries((access.actors ?? {}) as unknown as Record<string, { type: string }>);
  const there = declared.filter(
    ([, { type }]) => config.sandboxAccount !== undefined || WITHOUT_SANDBOX.has(type),
  );
  if (base.sftp === undefined && there.some(([, { type }]) => type === "sftp"))
    throw lacks(runbook, ["transferServer"]);
  return Object.fromEntries(
    there.map(([name, actor]) => [
      name,
      (actor.type === "sftp" ? { key: TEST_KEY, ...actor, ...base.sftp } : actor) as unknown as ActorSpec,
    ]),
  );
}

/** The catalogue's probes that these targets and actors allow. */
function probesOf(
  runbook: Runbook,
  access: JsonObject,
  actors: Actors,
  problems: Problem[],
): readonly Probe[] {
  const targets = targetsSchema.safeParse(withoutAbsentActors(access.targets, actors));
  if (!targets.success) {
    const issues = targets.error.issues.map((issue) =>
      problemAt(runbook.yaml, ["access", "targets", ...issue.path], issue.message),
    );
    problems.push(...issues);
    return [];
  }
  const groups = (access.probes as readonly Json[]).map((entry) =>
    String(isJsonObject(entry) ? entry.group : entry),
  );
  return catalogue(groups, targets.data);
}

/** Actors that do not apply are no targets either: their probes fall away. */
function withoutAbsentActors(targets: Json | undefined, actors: Actors): JsonObject {
  const declared = isJsonObject(targets) ? targets : {};
  const named = Object.entries(isJsonObject(declared.actors) ? declared.actors : {});
  return {
    ...declared,
    actors: Object.fromEntries(named.filter(([, actor]) => actors[String(actor)] !== undefined)),
  };
}

/**
 * Picks probes by ID; `{ probe, actor }` is that probe tried by another actor, under the ID `PROBE@ACTOR`.
 * What needs an actor that does not apply is left out; a probe that no group holds is a problem.
 */
function pick(
  runbook: Runbook,
  name: "gates" | "death",
  access: JsonObject,
  found: Found,
  problems: Problem[],
): readonly Probe[] {
  const entries = (access[name] ?? []) as readonly Json[];
  return entries.flatMap((entry, index) => {
    const id = String(isJsonObject(entry) ? entry.probe : entry);
    const actor = isJsonObject(entry) ? entry.actor : undefined;
    const probe = found.probes.find((candidate) => candidate.id === id);
    if (actor !== undefined && found.actors[String(actor)] === undefined) return [];
    if (probe === undefined) {
      if (!CONTROL_IDS.has(id))
        problems.push(problemAt(runbook.yaml, ["access", name, index], `There is no probe "${id}".`));
      return [];
    }
    return [actor === undefined ? probe : { ...probe, id: `${id}@${String(actor)}`, actor: String(actor) }];
  });
}
