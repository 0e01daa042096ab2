import { type Problem, vendorError } from "../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { didYouMean, meantOrKnown, suggest } from "../core/suggest.ts";
import type { BaseFacts, BlueprintResource } from "../plan/types.ts";
import { kinds } from "../resources/registry.ts";
import { fieldBehind, lacks } from "./base-needs.ts";
import { type Facts, prunerOf } from "./condition.ts";
import type { Runbook } from "./runbooks.ts";
import { type Filler, fillerOf, resourcesIn, type Values } from "./template.ts";
import type { Config } from "./types.ts";
import { templateValues } from "./values.ts";
import { problemAt } from "./yaml-file.ts";

/** What a runbook is filled in with. */
export interface ResolveRequest {
  readonly config: Config;
  /** The partner, or its twin. */
  readonly subject: string;
  readonly rehearsal: boolean;
  /** Whether the sandbox account stands in for the partner. */
  readonly standIn: boolean;
  readonly inputs: JsonObject;
  readonly base: BaseFacts;
  /** Ownership tags of what is made for the subject; absent where nothing is to be made or tested. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The resources of a runbook for one subject: what it has, without how it is tested.
 * @throws VendorError `blueprintInvalid` with every problem and its line
 */
export function resolveResources(runbook: Runbook, request: ResolveRequest): readonly BlueprintResource[] {
  return resourceResolver(runbook)(request);
}

/**
 * {@link resolveResources} for many subjects of one runbook: what is alike for several is read once. Kinds check the
 * resources of the first among those whose inputs switch the same parts on and are of the same types: of the others
 * only texts differ, which were checked when they were onboarded.
 */
export function resourceResolver(
  runbook: Runbook,
): (request: ResolveRequest) => readonly BlueprintResource[] {
  const prune = prunerOf(runbook.document.resources as Json);
  const fillers = new Map<Json | undefined, Filler>();
  const checked = new Map<Json | undefined, Set<string>>();
  return (request) => {
    const pruned = prune(factsOf(request));
    const filler = fillers.get(pruned) ?? fillerOf(pruned ?? {}, ["resources"]);
    fillers.set(pruned, filler);
    const problems: Problem[] = [];
    const declared = fillPart(runbook, filler, templateValues(request), problems);
    const resources = resourcesOf(runbook, declared, problems);
    const alike = checked.get(pruned) ?? new Set();
    const types = typesOf(request.inputs);
    if (!alike.has(types)) checkResources(runbook, resources, problems);
    if (problems.length > 0) throw vendorError("blueprintInvalid", { runbook: runbook.name }, { problems });
    checked.set(pruned, alike.add(types));
    return resources;
  };
}

function typesOf(inputs: JsonObject): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? "list" : typeof value}`)
    .join("\n");
}

/** What a runbook's conditions ask about. */
export function factsOf({ rehearsal, standIn, inputs }: ResolveRequest): Facts {
  return { rehearsal, standIn, inputs };
}

/** Fills the templates of a part of a runbook; whatever names nothing is a problem with its line. @throws VendorError `baseLacks` */
export function fillPart(runbook: Runbook, filler: Filler, values: Values, problems: Problem[]): JsonObject {
  const filled = filler(values);
  const left = filled.unresolved.flatMap(({ name }) => fieldBehind(name) ?? []);
  if (left.length > 0) throw lacks(runbook, left);
  for (const { path: at, name } of filled.unresolved) {
    const meant = suggest(name, Object.keys(values));
    problems.push(
      problemAt(
        runbook.yaml,
        at,
        `There is nothing called \${${name}}.`,
        meant && didYouMean(`\${${meant}}`),
      ),
    );
  }
  return isJsonObject(filled.value) ? filled.value : {};
}

/** The resources as they are declared, with what each needs. */
export function resourcesOf(
  runbook: Runbook,
  declared: JsonObject,
  problems: Problem[],
): readonly BlueprintResource[] {
  const known = new Set(Object.keys(declared));
  const all = new Set(Object.keys(runbook.document.resources));
  return Object.entries(declared).map(([id, entry]) => {
    const { kind: kindName, props, needs, canary } = entry as unknown as BlueprintResource;
    const named = resourcesIn(props);
    for (const unknown of [...named].filter((other) => !known.has(other))) {
      const message = all.has(unknown)
        ? `${id} refers to ${unknown}, which is left out for these inputs.`
        : `There is no resource "${unknown}".`;
      problems.push(problemAt(runbook.yaml, ["resources", id], message));
    }
    return {
      id,
      kind: kindName,
      props,
      canary,
      needs: [...new Set([...named, ...needs])].filter((other) => known.has(other)),
    };
  });
}

/** Has every resource checked by its kind. */
export function checkResources(
  runbook: Runbook,
  resources: readonly BlueprintResource[],
  problems: Problem[],
): void {
  for (const resource of resources) checkResource(runbook, resource, problems);
}

function checkResource(
  runbook: Runbook,
  { id, kind: kindName, props }: BlueprintResource,
  problems: Problem[],
): void {
  const kind = kinds.get(kindName);
  if (!kind) {
    const hint = meantOrKnown(kindName, [...kinds.keys()], "kinds");
    problems.push(
      problemAt(runbook.yaml, ["resources", id, "kind"], `There is no kind "${kindName}".`, hint),
    );
    return;
  }
  const parsed = kind.schema.safeParse(props);
  for (const issue of parsed.error?.issues ?? []) {
    problems.push(problemAt(runbook.yaml, ["resources", id, "props", ...issue.path], issue.message));
  }
}
